import { AppError } from "../../domain/app_error.ts";
import { said } from "../../domain/said.ts";
import { within } from "./within.ts";
import type { Bytes } from "./bytes.ts";

/** How slowly a body may arrive. */
export type BodyPace = {
  /** Time allowed on top of the rate, and the longest pause, in milliseconds. */
  readonly grace: number;
  /** Least average rate after that. Bytes that arrive faster don't allow a longer pause. */
  readonly bytesPerSecond: number;
};

/**
 * Limits like those of web servers (Apache's `RequestReadTimeout body=…,MinRate=…`); 256 kbit/s.
 */
export const UPLOAD_PACE: BodyPace = { grace: 15_000, bytesPerSecond: 32 * 1024 };

/**
 * Yields the parts of a body as they arrive. When the consumer stops early, the rest is cancelled.
 *
 * @throws {AppError} `request_timeout` when the body arrives too slowly, `malformed_request` when
 * it breaks off.
 */
export async function* bodyParts(
  body: ReadableStream<Bytes>,
  { grace, bytesPerSecond }: BodyPace,
): AsyncGenerator<Bytes, void> {
  const reader = body.getReader();
  let end = performance.now() + grace;
  try {
    for (;;) {
      const { done, value } = await read(reader, end - performance.now());
      if (done) return;
      end = Math.min(end + value.length / bytesPerSecond * 1000, performance.now() + grace);
      yield value;
    }
  } finally {
    reader.cancel().catch(() => {});
  }
}

/** The error about a body that breaks off. */
export function brokenOff(cause: unknown): AppError {
  return new AppError("malformed_request", said`Cannot read the body: it is incomplete`, { cause });
}

async function read(
  reader: ReadableStreamDefaultReader<Bytes>,
  timeoutMs: number,
): Promise<ReadableStreamReadResult<Bytes>> {
  const reading = reader.read().catch((cause) => {
    throw brokenOff(cause);
  });
  if (await within(timeoutMs, reading)) return await reading;
  const words = said`The request timed out: the rest of its body arrived too slowly`;
  throw new AppError("request_timeout", words);
}
