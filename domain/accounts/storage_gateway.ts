/**
 * How much each user has stored: the texts of messages, titles and system messages in UTF-8, and a
 * small overhead for each. The other gateways update the count in the same transaction in which
 * they store or remove something. Deleted chats count until they are removed for good.
 */
export interface StorageGateway {
  /** Bytes that the user has stored. */
  storedBytes(userId: string): Promise<number>;
}
