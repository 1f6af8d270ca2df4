import { mayPass, type UpstreamRefusal } from "./refusal_kinds.ts";

/**
 * Longest wait before a retry, in milliseconds. Limits on tokens per minute mostly ask for less; a
 * person should rather see an error than wait longer.
 */
const LONGEST_WAIT = 20_000;

/** Retries of requests that were refused together are spread over this share of their wait, … */
const JITTER = 0.25;
/** … and at least over this many milliseconds. */
const LEAST_JITTER = 500;

/**
 * The wait that an upstream demands, in milliseconds, from `retry-after-ms` (OpenAI's own) or
 * `Retry-After` (RFC 9110, section 10.2.3: seconds or a date).
 *
 * @returns `null` when it has neither.
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
 * The headers of a refusal, changed so that the SDK retries well. The SDK waits exactly as told, so
 * that all refused requests are sent again at the same moment: this adds jitter. It ignores a wait
 * of more than a minute and retries within a second: this forbids retries after a wait of more than
 * {@link LONGEST_WAIT}. Without a demanded wait, the SDK's own exponential backoff has jitter. What
 * time doesn't help, such as missing credit, isn't retried, whatever its status is.
 */
export function pacedHeaders(headers: Headers, { kind, waitMs }: UpstreamRefusal): Headers {
  const paced = new Headers(headers);
  if (!mayPass(kind) || (waitMs !== null && waitMs > LONGEST_WAIT)) {
    paced.set("x-should-retry", "false");
  } else if (kind === "upstream_rate_limited" && !paced.has("x-should-retry")) {
    // Also with a status that the SDK doesn't know.
    paced.set("x-should-retry", "true");
  }
  if (waitMs !== null) {
    const jitter = Math.random() * Math.max(LEAST_JITTER, waitMs * JITTER);
    paced.set("retry-after-ms", String(waitMs + jitter));
  }
  return paced;
}

/** Parses digits with an optional fraction; anything else is `NaN`. */
function number(text: string): number {
  return /^\s*\d+(\.\d+)?\s*$/.test(text) ? Number(text) : NaN;
}
