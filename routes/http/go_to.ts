import type { Context } from "hono";

/** Whether htmx asks for a fragment. To restore a page from history it asks for the whole page. */
export function isHtmx(c: Context): boolean {
  return c.req.header("HX-Request") === "true" && c.req.header("HX-Request-Type") !== "full";
}

/** Redirects the browser to another page, with or without htmx. */
export function goTo(c: Context, path: string): Response {
  if (!isHtmx(c)) return c.redirect(path, 303);
  c.header("HX-Redirect", path);
  return c.body(null, 204);
}
