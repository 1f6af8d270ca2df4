/**
 * What each user has stored: the texts of messages, chats' titles and system messages in UTF-8, and a
 * little for each of them. The other gateways count it with what they store and remove, in the same
 * transaction. Deleted chats count until they are removed for good.
 */
export interface StorageGateway {
  /** Bytes that the user has stored. */
  storedBytes(userId: string): Promise<number>;
}
