import type { MiddlewareHandler } from "hono";
import { bodyLimit } from "hono/body-limit";
import { AppError } from "../domain/app_error.ts";
import { said } from "../domain/said.ts";

/** How much of a body is read, and what throws when there is more. */
type LimitOptions = { readonly maxSize: number; readonly onError: () => never };

/**
 * Refuses bodies that are larger. One that breaks off on its way is the caller's mistake, not ours.
 *
 * @throws {AppError} `malformed_request` when it breaks off.
 */
export function limitBody(options: LimitOptions): MiddlewareHandler {
  const limit = bodyLimit(options);
  return async function limitBody(c, next) {
    let isRead = false;
    try {
      return await limit(c, () => {
        isRead = true;
        return next();
      });
    } catch (error) {
      throw isRead || error instanceof AppError ? error : brokenOff(error);
    }
  };
}

/** The error about a body that can't be read to its end. */
export function brokenOff(cause: unknown): AppError {
  return new AppError("malformed_request", said`Cannot read the body: it breaks off`, { cause });
}
