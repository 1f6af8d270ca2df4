import { AppError, isUnavailable } from "../../../domain/app_error.ts";
import type { Clock } from "../../../domain/clock.ts";
import type { Log } from "../../../domain/log.ts";
import { maskUrl } from "../../config/variables.ts";
import { StartError } from "../../runtime/start_error.ts";
import type { Database } from "./database.ts";
import { openDatabase } from "./open_database.ts";

/** Which database, and how long to wait for it. */
export type WaitOptions = {
  readonly url: string;
  readonly waitMs: number;
  readonly clock: Clock;
  readonly log: Log;
};

/** Pause between two attempts. */
const PAUSE_MS = 1_000;

/**
 * Opens the database, and retries while it can't be reached: it may be starting, too.
 *
 * @throws {StartError} when it still can't be reached after `waitMs`, or at once when retrying
 * can't help.
 */
export async function waitForDatabase(options: WaitOptions): Promise<Database> {
  const { url, waitMs, clock, log } = options;
  const deadline = clock.now().getTime() + waitMs;
  for (let isFirst = true;; isFirst = false) {
    try {
      return await openDatabase(url, { log });
    } catch (error) {
      const reason = reasonOf(error);
      const left = deadline - clock.now().getTime();
      if (left <= 0 || !isWorthRetrying(error)) {
        throw new StartError(`Cannot open the database ${maskUrl(url)}: ${reason}`, {
          cause: error,
        });
      }
      const message = `Cannot reach the database yet, trying for ${Math.ceil(left / 1000)} s more`;
      if (isFirst) log.warn(message, { database: maskUrl(url), reason });
      await clock.sleep(Math.min(PAUSE_MS, left));
    }
  }
}

function isWorthRetrying(error: unknown): boolean {
  return isUnavailable(error) && !(error.cause instanceof Deno.errors.NotCapable);
}

/** The driver's message, which the error for callers leaves out. */
function reasonOf(error: unknown): string {
  const cause = error instanceof AppError ? error.cause ?? error : error;
  // After trying several addresses, node:net throws an AggregateError with an empty message.
  const first = cause instanceof AggregateError ? cause.errors[0] : cause;
  return first instanceof Error ? first.message : String(first);
}
