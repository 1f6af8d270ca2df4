import type { MiddlewareHandler } from "hono";
import { type BodyPace, bodyParts, type Bytes, UPLOAD_PACE } from "./body_parts.ts";

/** How much of a body is read, and what throws when there is more. */
type LimitOptions = {
  readonly maxSize: number;
  readonly onError: () => never;
  /** {@link UPLOAD_PACE} by default. */
  readonly pace?: BodyPace;
};

/**
 * Bounds the bodies of requests in size and time. They are read by whoever wants them, once it is known
 * that the caller may send them; whatever becomes of a body there that is too large, comes too slowly or
 * breaks off, it is refused as that.
 *
 * @throws {AppError} `request_timeout`, `malformed_request`, or what `onError` throws.
 */
export function limitBody(
  { maxSize, onError, pace = UPLOAD_PACE }: LimitOptions,
): MiddlewareHandler {
  return async function limitBody(c, next) {
    const { body, headers } = c.req.raw;
    if (!body) return await next();
    if (Number(headers.get("Content-Length")) > maxSize) onError();
    let failure: unknown;
    const parts = boundedParts(bodyParts(body, pace), { maxSize, onError });
    const bounded = streamOf(parts, (error) => failure = error);
    c.req.raw = new Request(c.req.raw, { body: bounded, duplex: "half" } as RequestInit);
    await next();
    if (failure) throw failure;
  };
}

async function* boundedParts(
  parts: AsyncIterable<Bytes>,
  { maxSize, onError }: Pick<LimitOptions, "maxSize" | "onError">,
): AsyncGenerator<Bytes, void> {
  let size = 0;
  for await (const part of parts) {
    size += part.length;
    if (size > maxSize) onError();
    yield part;
  }
}

function streamOf(
  parts: AsyncGenerator<Bytes, void>,
  onFailure: (error: unknown) => void,
): ReadableStream<Bytes> {
  return new ReadableStream<Bytes>({
    async pull(controller) {
      try {
        const { done, value } = await parts.next();
        if (done) controller.close();
        else controller.enqueue(value);
      } catch (error) {
        onFailure(error);
        controller.error(error);
      }
    },
    async cancel() {
      await parts.return();
    },
  }, { highWaterMark: 0 });
}
