import { AppError } from "../app_error.ts";
import { type Said, said } from "../said.ts";

/** Limits on uploads in memory. */
export type UploadLimits = {
  /** Most unfinished uploads of one user. */
  readonly perUser: number;
  /** Most bytes of one user's uploads. */
  readonly bytesPerUser: number;
  /** Most bytes of all users' uploads. */
  readonly bytes: number;
};

/** An unfinished upload. Disposing of it makes room for others. */
export interface Upload extends Disposable {
  /**
   * Counts bytes that were received and are kept.
   *
   * @throws {AppError} `rate_limited` when there is no room for them.
   */
  keep(bytes: number): void;
}

/** Seconds after which to try again when the server is busy with other files. */
export const RETRY_FILES = 30;

/**
 * The memory in which this process keeps uploads, from the first byte until they are read. Each
 * user has a limited share, so that one user's uploads, however slow, don't keep others out.
 */
export class UploadRoom {
  readonly #limits: UploadLimits;
  readonly #held = new Map<string, { count: number; bytes: number }>();
  #bytes = 0;

  /** @param limits Limits on what is kept. */
  constructor(limits: UploadLimits) {
    this.#limits = limits;
  }

  /**
   * Begins an upload.
   *
   * @throws {AppError} `rate_limited` when this user has too many unfinished uploads.
   */
  enter(userId: string): Upload {
    const held = this.#held.get(userId) ?? { count: 0, bytes: 0 };
    const { perUser, bytesPerUser, bytes: most } = this.#limits;
    if (held.count >= perUser) {
      throw full(
        said`${perUser} of your uploads are still running; wait for one to finish, or cancel one, and try again`,
      );
    }
    this.#held.set(userId, held);
    held.count++;
    let kept = 0;
    return {
      keep: (bytes) => {
        if (held.bytes + bytes > bytesPerUser) {
          throw full(
            said`Your running uploads exceed ${bytesPerUser} bytes in total; send one file at a time`,
          );
        }
        if (this.#bytes + bytes > most) {
          throw full(
            said`The server is receiving other files; try again in ${RETRY_FILES} seconds`,
          );
        }
        kept += bytes;
        held.bytes += bytes;
        this.#bytes += bytes;
      },
      [Symbol.dispose]: () => {
        this.#bytes -= kept;
        held.bytes -= kept;
        if (--held.count === 0) this.#held.delete(userId);
      },
    };
  }
}

function full(words: Said): AppError {
  return new AppError("rate_limited", words, { details: { retryAfterSeconds: RETRY_FILES } });
}
