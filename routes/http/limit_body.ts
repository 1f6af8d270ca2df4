import type { Context, MiddlewareHandler } from "hono";
import type { Bytes } from "./bytes.ts";
import { type BodyPace, bodyParts, UPLOAD_PACE } from "./body_parts.ts";
import type { RouteEnv } from "../route_env.ts";

/** How much of a body is read, and what throws when there is more. */
type LimitOptions = {
  /** Most bytes of a request's body, asked for when the first of them is wanted. */
  readonly maxSize: (c: Context<RouteEnv>) => number;
  /** @param maxSize What there is more than. */
  readonly onError: (maxSize: number) => never;
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
): MiddlewareHandler<RouteEnv> {
  return async function limitBody(c, next) {
    const { body, headers } = c.req.raw;
    if (!body) return await next();
    let failure: unknown;
    async function* boundedParts(): AsyncGenerator<Bytes, void> {
      try {
        const most = maxSize(c);
        if (Number(headers.get("Content-Length")) > most) onError(most);
        let size = 0;
        for await (const part of bodyParts(body!, pace)) {
          size += part.length;
          if (size > most) onError(most);
          yield part;
        }
      } catch (error) {
        failure = error;
        throw error;
      }
    }
    const bounded = ReadableStream.from(boundedParts());
    c.req.raw = new Request(c.req.raw, { body: bounded, duplex: "half" } as RequestInit);
    await next();
    if (failure) throw failure;
  };
}
