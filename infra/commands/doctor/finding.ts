/** What one check found. */
export type Finding = {
  /** `problem`: it doesn't work. `warning`: it works, but probably not as it is meant. */
  readonly state: "ok" | "warning" | "problem";
  /** What was checked, in a few words. */
  readonly about: string;
  readonly text: string;
  /** What to do about it. */
  readonly advice?: string;
};

/** Nothing is wrong. */
export function ok(about: string, text: string): Finding {
  return { state: "ok", about, text };
}

/** It works, but probably not as it is meant. */
export function warning(about: string, text: string, advice: string): Finding {
  return { state: "warning", about, text, advice };
}

/** It doesn't work. */
export function problem(about: string, text: string, advice: string): Finding {
  return { state: "problem", about, text, advice };
}

/** The reason of a failure, in the words of whoever found it. */
export function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error && error.message === ""
    ? reasonOf(error.cause)
    : error.message;
}
