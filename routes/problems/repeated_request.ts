import type { Context } from "hono";
import { PASSWORD_FIELDS } from "../../views/accounts/password_field.tsx";
import type { FormField, RepeatedRequest } from "../../views/error_page.tsx";
import { paths } from "../../views/paths.ts";
import { localPath } from "../http/local_path.ts";

/**
 * The request that a page about a temporary problem offers to send again, with everything that was
 * typed and the same `requestId`, so that nothing is done twice.
 *
 * @returns `undefined` for requests that can't be repeated: with a password, which no page must
 * contain, or with a body that is no form.
 */
export async function repeatedRequest(c: Context): Promise<RepeatedRequest | undefined> {
  const { pathname, search, searchParams } = new URL(c.req.url);
  if ([...searchParams.keys()].some(isSecret)) return undefined;
  const path = localPath(pathname + search, paths.home());
  if (c.req.method === "GET") return { path, fields: null };
  const isForm = /^(application\/x-www-form-urlencoded|multipart\/form-data)\b/;
  if (c.req.method !== "POST" || !isForm.test(c.req.header("Content-Type") ?? "")) return undefined;
  const fields = await readFields(c).catch(() => null);
  if (!fields || fields.some(({ name }) => isSecret(name))) return undefined;
  return { path, fields };
}

/** Also true for `password[]`, and in any case. */
function isSecret(name: string): boolean {
  return PASSWORD_FIELDS.some((field) => name.toLowerCase().startsWith(field.toLowerCase()));
}

async function readFields(c: Context): Promise<FormField[]> {
  const body = await c.req.parseBody({ all: true });
  return Object.entries(body).flatMap(([name, values]) =>
    [values].flat().filter((value) => typeof value === "string").map((value) => ({ name, value }))
  );
}
