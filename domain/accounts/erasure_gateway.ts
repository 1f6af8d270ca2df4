/** An account that was deleted, and whose chats may not all be gone yet. */
export type Erasure = { readonly userId: string; readonly begunAt: Date };

/**
 * Deletes accounts with everything in them. That can be more than one transaction should hold, so it
 * goes step by step, each safe to repeat, and what is left to do is remembered until it is done.
 */
export interface ErasureGateway {
  /**
   * Takes the account from everybody, in one transaction: its name, e-mail address, password and
   * settings, its sessions, devices, tokens and shared links are gone after it, and its id is never
   * anybody's again.
   *
   * @returns whether there was such an account.
   */
  begin(userId: string, now: Date): Promise<boolean>;

  /** Ids of the user's answers that are being made, on whichever branch. */
  runningAnswers(userId: string): Promise<string[]>;

  /**
   * Deletes some of the user's messages and chats, in one short transaction. Chats that it has touched
   * take no more messages.
   *
   * @returns whether there was anything to delete.
   */
  deleteSome(userId: string): Promise<boolean>;

  /** The deletions that were begun and not ended, oldest first. */
  list(): Promise<Erasure[]>;

  /** Ends a deletion, once everything is gone. */
  end(userId: string, now: Date): Promise<void>;

  /** Whether an account with this id was deleted, at whatever time. */
  isErased(userId: string): Promise<boolean>;
}
