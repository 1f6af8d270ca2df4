import type { PlainNotes } from "../../views/markdown/environment.ts";

/** Does jobs one after the other, without blocking the event loop. */
export interface JobRunner {
  /**
   * Does a job.
   *
   * @throws {DOMException} a `TimeoutError` when it took too long and was stopped. The state that
   * earlier jobs left is then lost, as after any failure of the runner.
   */
  run(job: unknown): Promise<unknown>;
}

/** Why a text is shown as plain text, from the error of its job. */
export function plainReason(error: unknown): keyof PlainNotes {
  const isTimeout = error instanceof DOMException && error.name === "TimeoutError";
  return isTimeout ? "slow" : "failed";
}
