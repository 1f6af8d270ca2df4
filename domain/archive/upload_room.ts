import { AppError } from "../app_error.ts";
import { type Said, said } from "../said.ts";

/** How much of what is uploaded may be in memory at a time. */
export type UploadLimits = {
  /** Most uploads of one user that have not ended. */
  readonly perUser: number;
  /** Most bytes of one user's uploads. */
  readonly bytesPerUser: number;
  /** Most bytes of everybody's. */
  readonly bytes: number;
};

/** An upload that has not ended; disposing it makes room for others. */
export interface Upload extends Disposable {
  /**
   * Counts bytes that have come and are kept.
   *
   * @throws {AppError} `rate_limited` when there is no room for them.
   */
  keep(bytes: number): void;
}

/** Seconds after which a server that is busy with others' files is worth another try. */
export const RETRY_FILES = 30;

/**
 * The memory in which this process keeps what is uploaded, from the first byte until it has been read. A
 * user has a share of it, so that nobody's uploads, finished or not, keep others out.
 */
export class UploadRoom {
  readonly #limits: UploadLimits;
  readonly #held = new Map<string, { count: number; bytes: number }>();
  #bytes = 0;

  /** @param limits Bounds on what is kept. */
  constructor(limits: UploadLimits) {
    this.#limits = limits;
  }

  /**
   * Begins an upload.
   *
   * @throws {AppError} `rate_limited` when this user has too many that have not ended.
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
