import type { Context, MiddlewareHandler } from "hono";
import { AppError } from "../../domain/app_error.ts";
import { said } from "../../domain/said.ts";
import { problem } from "../problems/problem.ts";
import { brokenOff } from "../http/body_parts.ts";
import { apiProblem } from "../problems/json.ts";

const JSON_TYPE = /^application\/([\w.-]+\+)?json$/;

/**
 * Refuses a body whose `Content-Type` isn't JSON, or that isn't UTF-8 (RFC 8259, section 8.1). Hono
 * would decode it with replacement characters.
 */
export function readableJson(): MiddlewareHandler {
  return async function readableJson(c, next) {
    if (!JSON_TYPE.test(mediaType(c))) return refuseType(c, ["application/json"]);
    if (isEncoded(c)) return refuseEncoding(c);
    await assertUtf8(c);
    return await next();
  };
}

/** @throws {AppError} `malformed_request` when the body isn't UTF-8, or breaks off. */
export async function assertUtf8(c: Context): Promise<void> {
  const bytes = await c.req.arrayBuffer().catch((error) => {
    throw brokenOff(error);
  });
  try {
    new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch (cause) {
    throw new AppError("malformed_request", said`Cannot read the body: it is not UTF-8`, { cause });
  }
}

/** Refuses a body of any other media type. */
export function refuseOtherTypes(types: readonly string[]): MiddlewareHandler {
  return async function refuseOtherTypes(c, next) {
    if (!types.includes(mediaType(c))) return refuseType(c, types);
    if (isEncoded(c)) return refuseEncoding(c);
    return await next();
  };
}

function mediaType(c: Context): string {
  return (c.req.header("Content-Type") ?? "").split(";")[0]!.trim().toLowerCase();
}

function isEncoded(c: Context): boolean {
  const encoding = c.req.header("Content-Encoding")?.trim().toLowerCase();
  return encoding !== undefined && encoding !== "" && encoding !== "identity";
}

function refuseType(c: Context, types: readonly string[]): Response {
  c.header("Accept", types.join(", "));
  const words = said`Cannot read a body of this type; Content-Type must be ${types.join(" or ")}`;
  return apiProblem(c, problem(415, { code: "unsupported_media_type", words }));
}

function refuseEncoding(c: Context): Response {
  c.header("Accept-Encoding", "identity");
  const words = said`Cannot read a body with a Content-Encoding`;
  return apiProblem(c, problem(415, { code: "unsupported_media_type", words }));
}
