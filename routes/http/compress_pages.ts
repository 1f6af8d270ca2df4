import type { MiddlewareHandler } from "hono";
import { acceptedEncoding } from "./accepted_encoding.ts";
import type { Bytes } from "./bytes.ts";

/** Fewer bytes fit into one packet uncompressed. */
const SMALLEST = 1024;

/**
 * Compresses HTML and JSON in one piece. Streams are left alone: event streams, and other responses
 * with `Cache-Control: no-transform`.
 *
 * @param gzip Compresses a page.
 */
export function compressPages(
  gzip: (page: Bytes) => Bytes | Promise<Bytes>,
): MiddlewareHandler {
  return async function compressPages(c, next) {
    await next();
    if (!isCompressible(c.res)) return;
    c.res.headers.append("Vary", "Accept-Encoding");
    if (acceptedEncoding(c.req.header("Accept-Encoding"), ["gzip"]) !== "gzip") return;
    const page = new Uint8Array(await c.res.arrayBuffer());
    const isWorthIt = page.length >= SMALLEST;
    c.res = new Response(isWorthIt ? await gzip(page) : page, c.res);
    if (isWorthIt) c.res.headers.set("Content-Encoding", "gzip");
  };
}

function isCompressible(response: Response): boolean {
  const type = response.headers.get("Content-Type") ?? "";
  return /^(text\/html|application\/json)/.test(type) &&
    !response.headers.has("Content-Encoding") &&
    !response.headers.get("Cache-Control")?.includes("no-transform");
}
