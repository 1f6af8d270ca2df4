/** A chat that anyone with the link can read. */
export type Share = {
  readonly chatId: string;
  /** The chat's owner. */
  readonly userId: string;
  /** The secret in the link: 256 random bits as base64url. */
  readonly linkSecret: string;
  /** Id of the newest message that the link shows. */
  readonly leaf: string;
  readonly createdAt: Date;
};

/**
 * Stored shares, at most one for each chat. Methods that take the owner treat other users' shares
 * as missing.
 */
export interface ShareGateway {
  /** The share of a user's chat, or `null`. */
  find(userId: string, chatId: string): Promise<Share | null>;

  /**
   * Stores a share. If the chat has one already, only its leaf and time change.
   *
   * @returns what is stored.
   */
  save(share: Share): Promise<Share>;

  /** Removes the share of a user's chat, if there is one. */
  remove(userId: string, chatId: string): Promise<void>;

  /** The share with this link secret, or `null`. */
  open(linkSecret: string): Promise<Share | null>;

  /** Whether this message is the share's leaf or comes before it. */
  reaches(share: Share, messageId: string): Promise<boolean>;
}
