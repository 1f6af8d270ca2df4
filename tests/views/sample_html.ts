/** Renders each of the views as HTML. */
export function htmlOf(views: Record<string, unknown>): Record<string, string> {
  return Object.fromEntries(Object.entries(views).map(([name, view]) => [name, String(view)]));
}
