/** An account that was deleted, and whose chats may not all be gone yet. */
export type Erasure = { readonly userId: string; readonly begunAt: Date };

/**
 * Deletes accounts with everything in them. That can be too much for one transaction, so it goes in
 * steps, each safe to repeat, and the deletion stays recorded until it is complete.
 */
export interface ErasureGateway {
  /**
   * Makes the account unusable, in one transaction: deletes its name, e-mail address, password and
   * settings, its sessions, devices, tokens and shared links. Its id is never used again.
   *
   * @returns whether there was such an account.
   */
  begin(userId: string, now: Date): Promise<boolean>;

  /** Ids of the user's answers that are being written, on any branch. */
  runningAnswers(userId: string): Promise<string[]>;

  /**
   * Deletes some of the user's messages and chats, in one short transaction. A partly deleted chat
   * takes no more messages.
   *
   * @returns whether there was anything to delete.
   */
  deleteSome(userId: string): Promise<boolean>;

  /** The unfinished deletions, oldest first. */
  list(): Promise<Erasure[]>;

  /** Ends a deletion, once everything is gone. */
  end(userId: string, now: Date): Promise<void>;

  /** Whether an account with this id was ever deleted. */
  isErased(userId: string): Promise<boolean>;
}
