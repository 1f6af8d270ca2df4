import type {
  CompletionEvent,
  CompletionProvider,
  CompletionRequest,
} from "../../domain/models/completion_provider.ts";
import { SystemClock } from "../runtime/system_clock.ts";
import { demoAnswer } from "./answers.ts";

/** How the demo model behaves. */
export type DemoOptions = {
  /** Milliseconds for a word of average length; 0 sends everything at once. */
  readonly wordMs?: number;
};

/** OpenAI's rule of thumb for English text. */
const CHARACTERS_PER_TOKEN = 4;

/**
 * The built-in model until another is configured: answers offline, word by word at a reading pace,
 * with Markdown that shows what Parley can do. It reports no usage, so Parley counts the tokens.
 */
export class DemoCompletionProvider implements CompletionProvider {
  readonly #wordMs: number;
  readonly #clock = new SystemClock();

  constructor({ wordMs = 30 }: DemoOptions = {}) {
    this.#wordMs = wordMs;
  }

  /** @inheritdoc */
  async *complete(
    { config, messages }: CompletionRequest,
    signal: AbortSignal,
  ): AsyncGenerator<CompletionEvent, void> {
    signal.throwIfAborted();
    const question = messages.findLast(({ role }) => role === "user")?.content ?? "";
    const choices = Array.from({ length: config.n }, (_, index) => {
      const answer = beforeStop(demoAnswer(question, index), config.stop);
      return limited(answer, config.maxTokens);
    });
    const length = Math.max(...choices.map(({ words }) => words.length));
    for (let i = 0; i < length; i++) {
      const wait = this.#timeFor(choices[0]?.words[i] ?? "");
      if (wait > 0) await this.#clock.sleep(wait, signal);
      signal.throwIfAborted();
      for (const [index, { words }] of choices.entries()) {
        if (i < words.length) yield { type: "text", index, text: words[i]! };
        signal.throwIfAborted();
      }
    }
    for (const [index, { reason }] of choices.entries()) yield { type: "finish", index, reason };
  }

  /** Does nothing: there is nothing to load. */
  warm(): Promise<void> {
    return Promise.resolve();
  }

  /** Long words take longer, and a new paragraph is a breath. */
  #timeFor(word: string): number {
    const breath = word.startsWith("\n\n") ? 3 : 0;
    return this.#wordMs * (0.6 + Math.min(word.length, 12) / 15 + breath);
  }
}

function beforeStop(answer: string, stop: readonly string[]): string {
  const ends = stop.map((text) => answer.indexOf(text)).filter((index) => index >= 0);
  return answer.slice(0, Math.min(answer.length, ...ends));
}

function limited(answer: string, maxTokens: number | null) {
  const words = answer.match(/\s*\S+/g) ?? [];
  if (maxTokens === null) return { words, reason: "stop" as const };
  let length = 0;
  const end = words.findIndex((word) => (length += word.length) > maxTokens * CHARACTERS_PER_TOKEN);
  if (end < 0) return { words, reason: "stop" as const };
  return { words: words.slice(0, end), reason: "length" as const };
}
