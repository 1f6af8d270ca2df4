import type { PlainNotes } from "../../views/markdown/environment.ts";

/** Why a text is shown as plain text, from the error of its rendering. */
export function plainReason(error: unknown): keyof PlainNotes {
  const isTimeout = error instanceof DOMException && error.name === "TimeoutError";
  return isTimeout ? "slow" : "failed";
}
