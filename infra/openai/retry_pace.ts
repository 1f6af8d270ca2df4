/**
 * Longest wait for another attempt, in milliseconds. Windows of a minute's tokens mostly ask for
 * less; a person who is told to wait longer would rather know.
 */
const LONGEST_WAIT = 20_000;

/** Those who were refused together come back spread over this share of their wait, and at least… */
const JITTER = 0.25;
/** …over this many milliseconds. */
const LEAST_JITTER = 500;

/**
 * How long an upstream asks to wait, in milliseconds, by `retry-after-ms` (OpenAI's own) or
 * `Retry-After` (RFC 9110, 10.2.3: seconds or a date).
 *
 * @returns `null` when it doesn't say.
 */
export function retryWait(headers: Headers): number | null {
  const after = headers.get("retry-after") ?? "";
  const candidates = [
    number(headers.get("retry-after-ms") ?? ""),
    number(after) * 1000,
    Date.parse(after) - Date.now(),
  ];
  const wait = candidates.find((candidate) => Number.isFinite(candidate));
  return wait === undefined ? null : Math.max(0, wait);
}

/**
 * What the SDK shall read in the head of a refusal. It waits as told and not a moment longer, so
 * that all who were refused come back at once; and it ignores a wait of more than a minute and
 * comes back within a second. Where nothing is said, its own exponential backoff has jitter.
 */
export function paceRetry(headers: Headers): Headers {
  const wait = retryWait(headers);
  const paced = new Headers(headers);
  if (wait === null) return paced;
  if (wait > LONGEST_WAIT) {
    paced.set("x-should-retry", "false");
  } else {
    const jitter = Math.random() * Math.max(LEAST_JITTER, wait * JITTER);
    paced.set("retry-after-ms", String(wait + jitter));
  }
  return paced;
}

/** `NaN` for all but digits with a fraction. */
function number(text: string): number {
  return /^\s*\d+(\.\d+)?\s*$/.test(text) ? Number(text) : NaN;
}
