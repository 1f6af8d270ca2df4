/** What a browser keeps to be known again. */
export type Device = { readonly secret: string; readonly expiresAt: Date };

/**
 * Browsers in which people have signed in, each with the accounts whose passwords were given there. They are
 * known again after the sessions in them have ended.
 */
export interface DeviceGateway {
  /**
   * Finds out whether somebody signed in to an account with this browser before.
   *
   * @param secret What the browser sent, of any content.
   * @param email Normalized.
   * @returns What names the browser, or `null`.
   */
  find(secret: string, email: string): Promise<string | null>;

  /**
   * Notes that the user has signed in with a browser.
   *
   * @param secret What the browser sent, if anything. It is kept when it is known, also from others.
   * @returns What the browser shall keep from now on.
   * @throws {AppError} `not_found` when the account was deleted meanwhile.
   */
  remember(userId: string, secret?: string): Promise<Device>;
}
