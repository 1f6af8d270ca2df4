/** A field of a value of any type; `undefined` if the value is no object or lacks the field. */
export function fieldOf(value: unknown, name: string): unknown {
  const isObject = typeof value === "object" && value !== null && Object.hasOwn(value, name);
  return isObject ? (value as Record<string, unknown>)[name] : undefined;
}

/** A text field; empty if it is missing or no text. */
export function textIn(value: unknown, name: string): string {
  const field = fieldOf(value, name);
  return typeof field === "string" ? field : "";
}

/** An array field; empty if it is missing or no array. */
export function itemsIn(value: unknown, name: string): readonly unknown[] {
  const field = fieldOf(value, name);
  return Array.isArray(field) ? field : [];
}

/**
 * Deepest nesting. No message is nested more deeply, and recursion over it needs as deep a stack.
 */
const MAX_DEPTH = 32;

/** Parses JSON; `undefined` if the text is no JSON, or nested too deeply. */
export function jsonIn(text: string): unknown {
  if (depthOf(text) > MAX_DEPTH) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** How deeply brackets outside of strings are nested. */
function depthOf(text: string): number {
  let [depth, deepest, isInString] = [0, 0, false];
  for (const [mark] of text.matchAll(/\\[^]|["[\]{}]/g)) {
    if (mark === '"') isInString = !isInString;
    else if (isInString || mark.length > 1) continue;
    else if (mark === "[" || mark === "{") deepest = Math.max(deepest, ++depth);
    else depth--;
  }
  return deepest;
}
