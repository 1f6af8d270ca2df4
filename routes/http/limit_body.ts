import type { Context, MiddlewareHandler } from "hono";
import type { Bytes } from "./bytes.ts";
import { type BodyPace, bodyParts, UPLOAD_PACE } from "./body_parts.ts";
import type { RouteEnv } from "../route_env.ts";

/** How much of a body is read, and the error about a larger one. */
type LimitOptions = {
  /** Most bytes of a request's body; called when a handler begins to read it. */
  readonly maxSize: (c: Context<RouteEnv>) => number;
  /** Throws the error about a larger body. @param maxSize The limit in bytes. */
  readonly onError: (maxSize: number) => never;
  /** {@link UPLOAD_PACE} by default. */
  readonly pace?: BodyPace;
};

/**
 * Limits the size of request bodies and the time they take. A body is read only when a handler
 * reads it, after the caller was authorized. A body that is too large, too slow or incomplete is
 * refused for that reason, even if the handler has caught the error.
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
