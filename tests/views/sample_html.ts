/** The HTML of each of some views. */
export function htmlOf(views: Record<string, unknown>): Record<string, string> {
  return Object.fromEntries(Object.entries(views).map(([name, view]) => [name, String(view)]));
}
