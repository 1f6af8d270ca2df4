/** A field of an object of any shape; `undefined` where it isn't one, or has no such field. */
export function fieldOf(value: unknown, name: string): unknown {
  const isObject = typeof value === "object" && value !== null && Object.hasOwn(value, name);
  return isObject ? (value as Record<string, unknown>)[name] : undefined;
}

/** A field that is a text; empty where it is anything else. */
export function textIn(value: unknown, name: string): string {
  const field = fieldOf(value, name);
  return typeof field === "string" ? field : "";
}

/** A field that is an array; empty where it is anything else. */
export function itemsIn(value: unknown, name: string): readonly unknown[] {
  const field = fieldOf(value, name);
  return Array.isArray(field) ? field : [];
}

/** What is nested more deeply is no one's message; whoever follows it needs a stack as deep. */
const MAX_DEPTH = 32;

/** What a text says as JSON; `undefined` where it is none, or nested too deeply. */
export function jsonIn(text: string): unknown {
  if (depthOf(text) > MAX_DEPTH) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** How deeply the brackets of a text are nested that stand in no string. */
function depthOf(text: string): number {
  let [depth, deepest, isInString] = [0, 0, false];
  for (const [token] of text.matchAll(/\\[^]|["[\]{}]/g)) {
    if (token === '"') isInString = !isInString;
    else if (isInString || token.length > 1) continue;
    else if (token === "[" || token === "{") deepest = Math.max(deepest, ++depth);
    else depth--;
  }
  return deepest;
}
