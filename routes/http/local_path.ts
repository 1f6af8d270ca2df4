/** Only its origin matters: what a reference turns away from it is not on this site. */
const HERE = "http://parley.invalid";

/**
 * A path on this site, or `fallback` for anything that leads elsewhere (`https://…`, `//host`,
 * `/\host`, `/.//host`), read as browsers read it (WHATWG URL).
 *
 * @param reference What a query or a form said.
 */
export function localPath(reference: string | undefined, fallback: string): string {
  if (!reference?.startsWith("/") || !URL.canParse(reference, HERE)) return fallback;
  const url = new URL(reference, HERE);
  const path = url.pathname + url.search;
  return url.origin === HERE && !path.startsWith("//") ? path : fallback;
}
