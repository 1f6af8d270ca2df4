import { AppError, RETRY_SECONDS } from "../../domain/app_error.ts";
import { said } from "../../domain/said.ts";

/** A connection whose client has authenticated. */
export interface UserConnection {
  /** Whether nothing is under way on it, so that it can be closed without a loss. */
  isIdle(): boolean;
  /** Closes the connection. */
  close(): void;
}

/** Connections of one user: more than all tabs of all browsers, and than a program needs. */
const PER_USER = 256;

/** The connections of users. Each counts for the user of its last authenticated request. */
export class UserConnections {
  readonly #perUser: number;
  /** Oldest first. */
  readonly #byUser = new Map<string, Set<UserConnection>>();

  /** @param perUser Most connections of one user; only tests take fewer. */
  constructor(perUser = PER_USER) {
    this.#perUser = perUser;
  }

  /**
   * Counts a connection for a user. Where there are too many, the oldest idle one makes way.
   *
   * @throws {AppError} `rate_limited` when none is idle; the connection is not counted then.
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

  /** Counts a connection no more: it has ended, or another user's request came on it. */
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
