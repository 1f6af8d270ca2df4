import type { TokenUsage } from "../chats/chat.ts";
import type { Answer, Thinking, Turn } from "../chats/message.ts";
import type { Prompt } from "../chats/token_window.ts";
import type { Clock } from "../clock.ts";
import type { CompletionEvent } from "../models/completion_provider.ts";
import type { FinishReason } from "../models/finish_reason.ts";
import type { Source } from "../models/source.ts";
import { AnswerFeed } from "./feed.ts";
import { RepetitionTrim } from "./repetition_trim.ts";
import type { AnswerPart } from "./turn_gateway.ts";

/** Why a turn is aborted; becomes the state of its answers. */
export type AbortReason = "stopped" | "interrupted";

/**
 * Longest answer, in UTF-16 code units: several times what today's models write. In UTF-8 it fits
 * the smallest default limits of databases, 6 MiB of a row in TiDB and 16 MiB of a statement in
 * MariaDB.
 */
export const MAX_ANSWER_LENGTH = 2_000_000;

/**
 * Longest thinking of an answer, in UTF-16 code units: some 250,000 tokens, more than models may
 * think today. At that length the answer ends.
 */
export const MAX_THINKING_LENGTH = 1_000_000;

/** One choice of a turn while it is written. */
export type RunningAnswer = {
  readonly answer: Answer;
  readonly feed: AnswerFeed;
  /** How much of each part is stored in the database, in UTF-16 code units. */
  readonly stored: Record<AnswerPart, number>;
  finishReason: FinishReason | null;
  /** Drops what the model repeats of the text that it continues. */
  readonly trim: RepetitionTrim;
  /** Since when the model has been thinking; `null` while it doesn't. */
  thinkingSince: number | null;
  /** How long it thought before that, in milliseconds. */
  thoughtFor: number;
  /** The pages that it cites. */
  sources: readonly Source[] | undefined;
  /** The beginning of the text that was thinking, as the server told afterwards. */
  lateThinking: { readonly position: number; readonly length: number } | null;
};

/** What an answer has come to, without thinking in its text. */
export type WrittenAnswer = {
  readonly content: string;
  readonly thinking: Omit<Thinking, "tokens"> | null;
};

/** Tokens billed for an answer. */
export type AnswerUsage = Required<Pick<Answer, "cachedPromptTokens">> & TokenUsage;

/** A turn whose answers this process is writing. */
export class RunningTurn {
  readonly turn: Turn;
  prompt: Prompt;
  readonly answers: readonly RunningAnswer[];
  /** Set once the model is done; from then on the text is stored as a whole, not in chunks. */
  isEnding = false;
  /** Resolves when the answers are stored in their final state. */
  done: Promise<void> = Promise.resolve();
  #usage: Extract<CompletionEvent, { type: "usage" }> | null = null;
  #leftOut: readonly string[] = [];
  #isAnswered = false;
  #isRefused = false;
  readonly #abort = new AbortController();
  readonly #clock: Pick<Clock, "now">;

  constructor(turn: Turn, prompt: Prompt, clock: Pick<Clock, "now">) {
    this.turn = turn;
    this.prompt = prompt;
    this.#clock = clock;
    this.answers = turn.answers.map((answer) => ({
      answer,
      feed: new AnswerFeed(answer.content, answer.thinking?.text),
      stored: { text: answer.content.length, thinking: answer.thinking?.text.length ?? 0 },
      finishReason: null,
      trim: new RepetitionTrim(answer.content),
      sources: answer.sources,
      thinkingSince: null,
      thoughtFor: answer.thinking?.milliseconds ?? 0,
      lateThinking: null,
    }));
  }

  /** Aborted with an {@link AbortReason} to end the answers early. */
  get signal(): AbortSignal {
    return this.#abort.signal;
  }

  /** Whether the model's server has sent anything of an answer. */
  get isAnswered(): boolean {
    return this.#isAnswered;
  }

  /** Settings that the model doesn't take. */
  get leftOut(): readonly string[] {
    return this.#leftOut;
  }

  /** Ends the answers with the text they have. Only the first reason counts. */
  abort(reason: AbortReason): void {
    this.#abort.abort(reason);
  }

  /** Whether an answer has reached its longest length, so that the request can end. */
  get isFull(): boolean {
    return this.answers.some(({ feed }) =>
      feed.length >= MAX_ANSWER_LENGTH || feed.thinkingLength >= MAX_THINKING_LENGTH
    );
  }

  /** Applies an event from the provider. Choices beyond those requested are ignored. */
  apply(event: CompletionEvent): void {
    if (event.type === "leftOut") {
      this.#leftOut = event.settings;
      return;
    }
    this.#isAnswered = true;
    if (event.type === "usage") {
      this.#usage = event;
      return;
    }
    const answer = this.answers[event.index];
    if (!answer) return;
    if (event.type === "text") {
      if (answer.thinkingSince !== null) this.#endThinking(answer);
      append(answer, answer.trim.take(event.text));
    } else if (event.type === "finish") {
      answer.finishReason = event.reason;
    } else if (event.type === "sources") {
      answer.sources = event.sources;
    } else if (event.type === "thinking") {
      this.#think(answer, event.text);
    } else if (answer.answer.content === "") {
      answer.lateThinking = event;
    }
  }

  /** Says that the model's server failed. Nothing is billed if it did so before it answered. */
  fail(): void {
    this.#isRefused = !this.#isAnswered;
  }

  /** Adds the text held back, once the model is done. */
  flush(): void {
    for (const answer of this.answers) {
      append(answer, answer.trim.flush());
      this.#endThinking(answer);
    }
  }

  /** What an answer has come to. */
  writtenOf(index: number): WrittenAnswer {
    const { feed, lateThinking, thoughtFor: milliseconds } = this.answers[index]!;
    const { text, thinking } = feed;
    if (!lateThinking) {
      return { content: text, thinking: thinking === "" ? null : { text: thinking, milliseconds } };
    }
    const { position, length } = lateThinking;
    const late = (thinking + text.slice(0, position)).trim();
    return {
      content: text.slice(position + length).trimStart(),
      thinking: late === "" ? null : { text: late, milliseconds },
    };
  }

  /**
   * Tokens billed for one of the answers, by our own count when the server reports none for it. The
   * prompt is billed once for all choices, so only the first answer carries it. A continued answer
   * adds to what it was billed before; if its process died, the count of its text stands in for
   * that.
   *
   * @param index The choice's index.
   * @param tokens Our count of its text and its thinking.
   */
  usageOf(index: number, tokens: number): AnswerUsage {
    const { answer } = this.answers[index]!;
    const reported = this.answers.length === 1 ? this.#usage?.completionTokens : undefined;
    const prompt = index > 0 ? null : this.#promptUsage();
    const { cachedPromptTokens: cachedBefore } = answer;
    return {
      promptTokens: (answer.promptTokens ?? 0) + (prompt?.promptTokens ?? 0),
      cachedPromptTokens: prompt?.cachedPromptTokens === undefined
        ? cachedBefore
        : (cachedBefore ?? 0) + prompt.cachedPromptTokens,
      completionTokens: (answer.completionTokens ?? answer.tokens) +
        (reported ?? Math.max(0, tokens - answer.tokens - (answer.thinking?.tokens ?? 0))),
    };
  }

  #promptUsage(): { readonly promptTokens: number; readonly cachedPromptTokens?: number } {
    return this.#usage ?? { promptTokens: this.#isRefused ? 0 : this.prompt.tokens };
  }

  /**
   * Tokens that an answer's thinking took: as the server reports them, or by our own count, which
   * some servers bill differently.
   */
  thinkingTokensOf(index: number, counted: number): number {
    const { answer } = this.answers[index]!;
    const before = answer.thinking?.tokens ?? 0;
    const usage = this.answers.length === 1 ? this.#usage : null;
    if (usage?.thinkingTokens !== undefined) return before + usage.thinkingTokens;
    return Math.min(counted, before + (usage?.completionTokens ?? Infinity));
  }

  #think(answer: RunningAnswer, text: string): void {
    const { feed } = answer;
    const since = answer.thinkingSince ??= this.#clock.now().getTime();
    feed.think(text.slice(0, MAX_THINKING_LENGTH - feed.thinkingLength), since);
    if (feed.thinkingLength >= MAX_THINKING_LENGTH) answer.finishReason = "length";
  }

  #endThinking(answer: RunningAnswer): void {
    if (answer.thinkingSince === null) return;
    answer.thoughtFor += this.#clock.now().getTime() - answer.thinkingSince;
    answer.thinkingSince = null;
  }
}

function append(answer: RunningAnswer, text: string): void {
  const { feed } = answer;
  if (text !== "") feed.append(text.slice(0, MAX_ANSWER_LENGTH - feed.length));
  if (feed.length >= MAX_ANSWER_LENGTH) answer.finishReason = "length";
}
