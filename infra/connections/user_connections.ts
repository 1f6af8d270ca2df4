import { AppError, RETRY_SECONDS } from "../../domain/app_error.ts";
import { said } from "../../domain/said.ts";

/** A connection whose client has authenticated. */
export interface UserConnection {
  /** Whether no request is running on it, so that closing it loses nothing. */
  isIdle(): boolean;
  /** Closes the connection. */
  close(): void;
}

/** Most connections of one user: more than all tabs of all their browsers or a program need. */
const PER_USER = 256;

/** The connections of users. Each counts towards the user of its last authenticated request. */
export class UserConnections {
  readonly #perUser: number;
  /** Oldest first. */
  readonly #byUser = new Map<string, Set<UserConnection>>();

  /** @param perUser Most connections of one user; only tests pass fewer. */
  constructor(perUser = PER_USER) {
    this.#perUser = perUser;
  }

  /**
   * Counts a connection for a user. If there are too many, it displaces the oldest idle one.
   *
   * @throws {AppError} `rate_limited` when none is idle; then the connection is not counted.
   */
  enter(userId: string, connection: UserConnection): void {
    const others = this.#byUser.get(userId) ?? new Set();
    if (others.size >= this.#perUser) {
      const oldest = others.values().find((other) => other.isIdle());
      if (!oldest) throw tooMany(this.#perUser);
      others.delete(oldest);
      oldest.close();
    }
    this.#byUser.set(userId, others.add(connection));
  }

  /** Stops counting a connection: it has closed, or it carried another user's request. */
  leave(userId: string, connection: UserConnection): void {
    const others = this.#byUser.get(userId);
    others?.delete(connection);
    if (others?.size === 0) this.#byUser.delete(userId);
  }
}

function tooMany(perUser: number): AppError {
  const words = said`All your ${perUser} connections are busy; close some of them and try again`;
  return new AppError("rate_limited", words, { details: { retryAfterSeconds: RETRY_SECONDS } });
}
