import type { ApiToken } from "./user.ts";

/**
 * API tokens, stored as SHA-256 hashes in lower-case hex. Every method that takes a `userId` treats
 * other users' tokens as missing.
 */
export interface ApiTokenGateway {
  /** Stores a new token's hash. */
  create(apiToken: ApiToken, hash: string): Promise<void>;

  /**
   * The token with this hash, or `null` when there is none or it has expired by `now`. Records
   * `now` as its last use, at most once a minute.
   */
  use(hash: string, now: Date): Promise<ApiToken | null>;

  /** The user's tokens, newest first. */
  list(userId: string): Promise<ApiToken[]>;

  /** Deletes a token. @returns whether the user had a token with that id. */
  revoke(userId: string, apiTokenId: string): Promise<boolean>;
}
