/** A chat that anyone with the link can read. */
export type Share = {
  readonly chatId: string;
  /** Whose chat it is. */
  readonly userId: string;
  /** What only those know who have the link: 256 random bits as base64url. */
  readonly token: string;
  /** Id of the newest message that is shown. */
  readonly leaf: string;
  readonly createdAt: Date;
};

/** Stored shares, at most one of each chat. Methods that take the owner treat what others own as missing. */
export interface ShareGateway {
  /** How this chat of the user is shared, or `null`. */
  find(userId: string, chatId: string): Promise<Share | null>;

  /** Stores a share. Where the chat has one, only that one's leaf and time change. @returns what is stored. */
  save(share: Share): Promise<Share>;

  /** Removes a chat's share, if this user has it. */
  remove(userId: string, chatId: string): Promise<void>;

  /** The share with this token, or `null`. */
  open(token: string): Promise<Share | null>;

  /** Whether this message is the share's leaf or comes before it. */
  reaches(share: Share, messageId: string): Promise<boolean>;
}
