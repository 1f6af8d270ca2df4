import type { FakeExchange, FakeScript } from "./fake_openai.ts";

/** A completion request, as the reciter answered it. */
export type Recital = {
  readonly question: string;
  /** Length of the unfinished answer's text, if this request continues one. */
  readonly from: number;
  /**
   * `performance.now()` just before each word was written, with the length of the text up to it.
   */
  readonly said: { readonly length: number; readonly time: number }[];
  /** Resolves when the client has hung up, with `performance.now()`. */
  readonly closed: Promise<number>;
};

/** Options of the reciter. */
export type ReciterOptions = {
  /** Milliseconds before each word; 50 by default. */
  readonly delay?: number;
};

/**
 * A question for a text of this many words, each with the text's name and the word's number.
 */
export function recitalQuestion(tag: string, words: number): string {
  return `Recite ${words} words of ${tag}`;
}

/**
 * The text that answers {@link recitalQuestion}. Any piece of an answer can be checked, wherever it
 * begins or ends.
 */
export function recitalText(question: string): string {
  const [, words, tag] = /^Recite (\d+) words of (\w+)$/.exec(question) ?? [];
  if (!tag) throw new Error(`Cannot recite: ${question}`);
  return Array.from({ length: Number(words) }, (_, index) => `${tag}-${index + 1}`).join(" ");
}

/**
 * A model for the fake upstream: answers questions of {@link recitalQuestion} at a steady pace with
 * texts that are known in advance, and continues an unfinished answer.
 */
export class Reciter {
  /** Every request so far, oldest first. */
  readonly recitals: Recital[] = [];
  readonly #delay: number;

  constructor({ delay = 50 }: ReciterOptions = {}) {
    this.#delay = delay;
  }

  /** The script for the fake upstream. */
  readonly script: FakeScript = async (exchange) => {
    const { question, said: before } = lastTurn(exchange);
    const text = recitalText(question);
    const from = before.length;
    if (!text.startsWith(before)) throw new Error(`Cannot continue "${before.slice(-40)}"`);
    const recital: Recital = { question, from, said: [], closed: exchange.closed };
    this.recitals.push(recital);
    let isGone = false;
    exchange.closed.then(() => isGone = true);
    let length = from;
    for (const word of text.slice(from).match(/ *[^ ]+/g) ?? []) {
      if (this.#delay > 0) await new Promise((resolve) => setTimeout(resolve, this.#delay));
      if (isGone) return;
      length += word.length;
      recital.said.push({ length, time: performance.now() });
      await exchange.text(word);
    }
    await exchange.complete();
  };

  /** The requests with this question, also those that continue its answer. */
  of(question: string): Recital[] {
    return this.recitals.filter((recital) => recital.question === question);
  }
}

/**
 * The question, and the text that its answer already has. Unanswered questions come before it, in
 * the same message.
 */
function lastTurn({ request }: FakeExchange): { question: string; said: string } {
  const { messages } = request.body;
  const asked = messages.map(({ content }) => content.split("\n\n").at(-1)!);
  const index = asked.findLastIndex((text) => /^Recite \d+ words of \w+$/.test(text));
  const next = messages[index + 1];
  return { question: asked[index] ?? "", said: next?.role === "assistant" ? next.content : "" };
}
