import type { PlainNotes } from "../../views/markdown/environment.ts";

/** Why a text is shown as it was written whose rendering has ended with an error. */
export function plainReason(error: unknown): keyof PlainNotes {
  const isTimeout = error instanceof DOMException && error.name === "TimeoutError";
  return isTimeout ? "slow" : "failed";
}
