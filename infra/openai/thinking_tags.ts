/** A piece of a completion's text, divided into thinking and answer. */
export type DividedText = { readonly thinking: string; readonly text: string };

/** A closing tag without an opening one: the text before it was thinking. */
export type LateClose = {
  /** Where the tag begins, in UTF-16 code units of the text so far. */
  readonly position: number;
  /** Length of the tag and the white space after it. */
  readonly length: number;
};

const NAMES = "think|thinking|thought|reasoning";

const openingTag = new RegExp(`^\\s*<(${NAMES})>`);

/** The beginning of a text that may still become an opening tag. */
const maybeOpening = /^\s*(<[a-z]*)?$/;

/** Most UTF-16 code units that are held back until it is clear whether they are an opening tag. */
const MOST_HELD = 64;

/**
 * A closing tag that begins or ends its line, which prose about tags rarely has: servers without a
 * parser for thinking send it where the model's template has already opened the tag.
 */
const lateTag = new RegExp(
  `(?:\\n[ \\t]*(</(?:${NAMES})>)|(?<=[^\`"'“<\\w])(</(?:${NAMES})>)(?=\\s*\\n))`,
);

const anyOpening = new RegExp(`<(${NAMES})>`);

/** More than the longest closing tag with what must stand around it. */
const TAIL = 32;

/** Length at which the end of the text is cut to {@link TAIL} again, which copies it. */
const LONGEST_TAIL = 1024;

/**
 * Divides the text of one choice where it thinks between tags at its beginning, as models do whose
 * server doesn't take their thinking apart (llama.cpp, Ollama, LM Studio, vLLM without a reasoning
 * parser). Works on pieces of any size.
 */
export class ThinkingTags {
  #place: "start" | "thinking" | "after" | "text" = "start";
  #held = "";
  #closing = "";
  #hasThought = false;
  /** The end of the text so far, while a late closing tag may come; at first as after a line. */
  #tail = "\n";
  /** Whether a tag may have begun in the tail. */
  #isNearTag = false;
  #length = 0;
  #lateClose: LateClose | null = null;
  #mayCloseLate = true;

  /** Takes the next piece. @returns what is certain of it and of the text held back. */
  push(piece: string): DividedText {
    if (this.#place === "text") return { thinking: "", text: this.#take(piece) };
    this.#held += piece;
    if (this.#place === "start") this.#begin();
    const thinking = this.#place === "thinking" ? this.#think() : "";
    return { thinking, text: this.#goOn() };
  }

  /** Takes the text that was held back, at the end. */
  flush(): DividedText {
    const held = this.#held;
    this.#held = "";
    if (this.#place === "thinking") return { thinking: held, text: "" };
    return { thinking: "", text: this.#place === "start" ? this.#take(held) : "" };
  }

  /** Ends the chance of tags: the server sends the thinking apart. */
  skip(): void {
    if (this.#place === "start" && this.#held === "") this.#place = "text";
    this.#mayCloseLate = false;
  }

  /** A late closing tag, once. */
  takeLateClose(): LateClose | null {
    const found = this.#lateClose;
    this.#lateClose = null;
    return found;
  }

  #begin(): void {
    const opening = openingTag.exec(this.#held);
    if (opening) {
      this.#place = "thinking";
      this.#closing = `</${opening[1]}>`;
      this.#held = this.#held.slice(opening[0].length);
    } else if (!maybeOpening.test(this.#held) || this.#held.length > MOST_HELD) {
      this.#place = "text";
    }
  }

  /** The thinking of the held text; the end of it that may begin the closing tag stays held. */
  #think(): string {
    if (!this.#hasThought) this.#held = this.#held.trimStart();
    const end = this.#held.indexOf(this.#closing);
    const kept = end >= 0 ? end : this.#held.length - openEnd(this.#held, this.#closing);
    const thinking = this.#held.slice(0, kept);
    this.#held = this.#held.slice(end >= 0 ? end + this.#closing.length : kept);
    if (end >= 0) this.#place = "after";
    this.#hasThought ||= thinking !== "";
    return thinking;
  }

  /** The answer in the held text: what follows the tag and white space. */
  #goOn(): string {
    if (this.#place === "after") {
      this.#held = this.#held.trimStart();
      if (this.#held === "") return "";
      this.#place = "text";
      this.#mayCloseLate = false;
    }
    if (this.#place !== "text") return "";
    const text = this.#held;
    this.#held = "";
    return this.#take(text);
  }

  #take(text: string): string {
    if (this.#mayCloseLate) this.#lookForClose(text);
    this.#length += text.length;
    return text;
  }

  #lookForClose(text: string): void {
    if (!this.#isNearTag && !text.includes("<")) {
      this.#tail += text;
      if (this.#tail.length > LONGEST_TAIL) this.#tail = this.#tail.slice(-TAIL);
      return;
    }
    const seen = this.#tail.slice(-TAIL) + text;
    this.#tail = seen.slice(-TAIL);
    this.#isNearTag = this.#tail.includes("<");
    if (anyOpening.test(seen)) return void (this.#mayCloseLate = false);
    const found = lateTag.exec(seen);
    if (!found) return;
    this.#mayCloseLate = false;
    const tag = found[1] ?? found[2]!;
    const inSeen = found.index + found[0].indexOf(tag);
    this.#lateClose = {
      position: this.#length + inSeen - (seen.length - text.length),
      length: tag.length,
    };
  }
}

/** Length of the longest end of a text that is a beginning of `tag`. */
function openEnd(text: string, tag: string): number {
  for (let length = Math.min(text.length, tag.length - 1); length > 0; length--) {
    if (text.endsWith(tag.slice(0, length))) return length;
  }
  return 0;
}
