import type { Context } from "hono";
import type { FormField, RepeatedRequest } from "../views/page_props.ts";
import { paths } from "../views/paths.ts";
import { localPath } from "./local_path.ts";

/**
 * The request that a page about a passing problem offers to make once more: what was typed comes back,
 * and with the same `requestId`, so that nothing is done twice.
 *
 * @returns nothing for what can't be repeated: a form with a password, which no page repeats, or a body
 * that is no form.
 */
export async function repeatedRequest(c: Context): Promise<RepeatedRequest | undefined> {
  const { pathname, search } = new URL(c.req.url);
  const path = localPath(pathname + search, paths.home());
  if (c.req.method === "GET") return { path, fields: null };
  const isForm = /^(application\/x-www-form-urlencoded|multipart\/form-data)\b/;
  if (c.req.method !== "POST" || !isForm.test(c.req.header("Content-Type") ?? "")) return undefined;
  const fields = await readFields(c).catch(() => null);
  if (!fields || fields.some(({ name }) => name === "password")) return undefined;
  return { path, fields };
}

async function readFields(c: Context): Promise<FormField[]> {
  const body = await c.req.parseBody({ all: true });
  return Object.entries(body).flatMap(([name, values]) =>
    [values].flat().filter((value) => typeof value === "string").map((value) => ({ name, value }))
  );
}
