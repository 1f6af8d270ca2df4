type Bytes = Uint8Array<ArrayBuffer>;

/** An element of a JSON array, as its text. */
export type JsonItem =
  | { readonly text: string }
  /** An element that was skipped, because it is too long or too deeply nested. */
  | { readonly problem: "too long" | "too deep" };

/** Deepest nesting. No chat is nested more deeply, and parsers differ in how much they can read. */
const MAX_DEPTH = 100;

const [QUOTE, BACKSLASH, COMMA] = [0x22, 0x5c, 0x2c];
const [OPEN_ARRAY, CLOSE_ARRAY, OPEN_OBJECT, CLOSE_OBJECT] = [0x5b, 0x5d, 0x7b, 0x7d];

/**
 * Splits a JSON array into its elements while it is read; anything else is one element. Only
 * nesting and strings are tracked: whether an element is valid shows when it is parsed. Working on
 * bytes is safe, because UTF-8 uses no ASCII bytes in longer characters.
 *
 * @param limit Most bytes of an element; longer ones are skipped.
 */
export async function* jsonItems(
  content: AsyncIterable<Bytes>,
  limit: number,
): AsyncIterable<JsonItem> {
  const cutter = new JsonCutter(limit);
  for await (const bytes of content) yield* cutter.push(bytes);
  yield* cutter.end();
}

class JsonCutter {
  readonly #limit: number;
  #depth = 0;
  #isInString = false;
  #isEscaped = false;
  /** Depth of the elements: 1 in an array, 0 if the whole text is one element; unknown at first. */
  #base: 0 | 1 | undefined;
  #held: Bytes[] = [];
  #length = 0;
  #problem: "too long" | "too deep" | undefined;

  constructor(limit: number) {
    this.#limit = limit;
  }

  *push(bytes: Bytes): Iterable<JsonItem> {
    let start = 0;
    for (let at = 0; at < bytes.length; at++) {
      const byte = bytes[at]!;
      if (this.#isInString) {
        if (this.#isEscaped) this.#isEscaped = false;
        else if (byte === BACKSLASH) this.#isEscaped = true;
        else if (byte === QUOTE) this.#isInString = false;
        continue;
      }
      if (byte === QUOTE) this.#isInString = true;
      else if (byte === OPEN_ARRAY || byte === OPEN_OBJECT) {
        if (this.#open(byte)) start = at + 1;
      } else if (byte === CLOSE_ARRAY || byte === CLOSE_OBJECT) this.#depth--;
      const isEnd = this.#base === 1 &&
        (this.#depth === 1 && byte === COMMA || this.#depth === 0 && byte === CLOSE_ARRAY);
      if (!isEnd) continue;
      this.#keep(bytes.subarray(start, at));
      yield* this.#cut();
      start = at + 1;
    }
    this.#keep(bytes.subarray(start));
  }

  *end(): Iterable<JsonItem> {
    yield* this.#cut();
  }

  /** @returns whether this opens the array itself. */
  #open(byte: number): boolean {
    const isOutermost = this.#base === undefined;
    this.#base ??= byte === OPEN_ARRAY ? 1 : 0;
    if (++this.#depth > MAX_DEPTH) this.#problem ??= "too deep";
    return isOutermost && this.#base === 1;
  }

  #keep(bytes: Bytes): void {
    this.#length += bytes.length;
    if (this.#length > this.#limit) this.#problem ??= "too long";
    if (this.#problem) this.#held = [];
    else if (bytes.length > 0) this.#held.push(bytes.slice());
  }

  *#cut(): Iterable<JsonItem> {
    const problem = this.#problem;
    const text = problem ? "" : decode(this.#held, this.#length).trim();
    this.#held = [];
    this.#length = 0;
    this.#problem = undefined;
    if (problem) yield { problem };
    else if (text !== "") yield { text };
  }
}

/** Decodes UTF-8. Invalid bytes become U+FFFD, and a byte order mark is removed. */
function decode(parts: readonly Bytes[], length: number): string {
  const whole = new Uint8Array(length);
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return new TextDecoder().decode(whole);
}
