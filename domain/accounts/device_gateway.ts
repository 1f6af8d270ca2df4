/** A secret that a browser keeps in a cookie to be recognized later. */
export type Device = { readonly secret: string; readonly expiresAt: Date };

/**
 * Browsers that have signed in, each with the accounts whose passwords were entered there. A
 * browser is recognized even after its sessions have ended.
 */
export interface DeviceGateway {
  /**
   * Finds out whether this browser has signed in to an account before.
   *
   * @param secret What the browser sent, of any content.
   * @param email Normalized.
   * @returns A name for the browser, or `null` when it is unknown.
   */
  find(secret: string, email: string): Promise<string | null>;

  /**
   * Records that the user has signed in with a browser.
   *
   * @param secret What the browser sent, if anything. It is kept when it is known, even from
   * another user.
   * @returns What the browser should keep from now on.
   * @throws {AppError} `not_found` when the account was deleted in the meantime.
   */
  remember(userId: string, secret?: string): Promise<Device>;
}
