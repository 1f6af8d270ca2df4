/** A base to resolve references against: a path on this site keeps its origin. */
const HERE = "http://parley.invalid";

/**
 * A path on this site, or `fallback` for a reference to another site (`https://…`, `//host`,
 * `/\host`, `/.//host`). References are parsed as browsers parse them (WHATWG URL).
 *
 * @param reference The value from a query or form.
 */
export function localPath(reference: string | undefined, fallback: string): string {
  if (!reference?.startsWith("/") || !URL.canParse(reference, HERE)) return fallback;
  const url = new URL(reference, HERE);
  const path = url.pathname + url.search;
  return url.origin === HERE && !path.startsWith("//") ? path : fallback;
}

/** The path of the page to show after signing in, if it is on this site. */
export function nextPath(next: string | undefined): string | undefined {
  return localPath(next, "") || undefined;
}
