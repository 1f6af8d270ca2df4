import {
  CompletionError,
  type CompletionEvent,
  type FinishReason,
} from "../../domain/models/completion_provider.ts";
import { EventData } from "./event_data.ts";
import { refusalError } from "./upstream_error.ts";
import { readRefusal } from "./upstream_refusal.ts";

/** The fields of a `chat.completion.chunk` that are read; any server may leave out any of them. */
type Chunk = {
  readonly choices?: readonly (Choice | null)[] | null;
  readonly usage?: { readonly prompt_tokens?: number; readonly completion_tokens?: number } | null;
  readonly error?: { readonly message?: unknown; readonly code?: unknown } | string | null;
};

type Choice = {
  readonly index?: number;
  readonly delta?: Delta | null;
  readonly finish_reason?: string | null;
};

/** Reasoning (`reasoning_content`, `reasoning`) and tool calls are not part of the answer. */
type Delta = {
  /** Text, or parts if the model also sends its reasoning (Mistral). */
  readonly content?: string | readonly { readonly type?: string; readonly text?: string }[] | null;
  /** The text in place of the content when the model declines. */
  readonly refusal?: string | null;
};

/**
 * Converts the bytes of a streamed completion to events. Texts of one choice that arrive together
 * become one event, so that a fast model doesn't make an event of every token.
 */
export class CompletionChunks {
  readonly #data = new EventData();
  readonly #choices: number;
  /** Whether the finish reason has arrived, by choice. */
  readonly #finished = new Map<number, boolean>();
  #usage: CompletionEvent | null = null;
  #failure: CompletionError | null = null;
  #isDone = false;
  #hasText = false;
  #finishedCount = 0;

  /** @param choices The number of choices in the request. */
  constructor(choices = 1) {
    this.#choices = choices;
  }

  /** Whether any text has arrived. */
  get hasText(): boolean {
    return this.#hasText;
  }

  /** Whether every choice has its finish reason: only token counts may still follow. */
  get isComplete(): boolean {
    return this.#finishedCount >= this.#choices;
  }

  /** Whether the rest can be ignored: after `[DONE]`, or an error among the events. */
  get isOver(): boolean {
    return this.#isDone || this.#failure !== null;
  }

  /** Adds bytes. @returns The events that they complete. */
  push(bytes: Uint8Array): CompletionEvent[] {
    const events: CompletionEvent[] = [];
    for (const data of this.#data.push(bytes)) {
      if (this.isOver) break;
      if (data === "[DONE]") this.#isDone = true;
      else this.#read(data, events);
    }
    // An error after the last finish reason doesn't matter: the answers are complete.
    if (this.#failure && this.isComplete) [this.#failure, this.#isDone] = [null, true];
    return events;
  }

  /**
   * Ends the completion: finishes choices for which the upstream sent `[DONE]` but no finish
   * reason, and returns the last token counts, because some servers send them with every chunk.
   *
   * @throws {CompletionError} the upstream's own error, or `upstream_broken_off` when a choice has
   * not ended, or none has begun.
   */
  end(): CompletionEvent[] {
    if (this.#failure) throw this.#failure;
    const open = [...this.#finished].filter(([, isFinished]) => !isFinished);
    if (this.#finished.size === 0 || open.length > 0 && !this.#isDone) {
      throw new CompletionError("upstream_broken_off", "The stream ended without a finish reason");
    }
    const events = open.map(([index]): CompletionEvent => ({
      type: "finish",
      index,
      reason: "stop",
    }));
    return this.#usage ? [...events, this.#usage] : events;
  }

  #read(data: string, events: CompletionEvent[]): void {
    const chunk = parse(data);
    if (!chunk) {
      const start = data.slice(0, 80);
      this.#failure = new CompletionError("upstream_error", `Not an event in JSON: ${start}`);
    } else if (chunk.error) {
      this.#failure = errorIn(chunk.error);
    } else {
      const choices = Array.isArray(chunk.choices) ? chunk.choices : [];
      for (const choice of choices) if (choice) this.#readChoice(choice, events);
      if (chunk.usage) this.#usage = usageEvent(chunk.usage) ?? this.#usage;
    }
  }

  #readChoice({ index = 0, delta, finish_reason: reason }: Choice, events: CompletionEvent[]) {
    if (this.#finished.get(index)) return;
    const text = delta ? textIn(delta) : "";
    if (text) {
      appendText(events, index, text);
      this.#hasText = true;
    }
    // Some servers send an empty reason with every chunk.
    if (reason) events.push({ type: "finish", index, reason: finishReason(reason) });
    if (reason) this.#finishedCount++;
    this.#finished.set(index, Boolean(reason));
  }
}

function parse(data: string): Chunk | null {
  try {
    const value: unknown = JSON.parse(data);
    return typeof value === "object" ? value : null;
  } catch {
    return null;
  }
}

function textIn({ content, refusal }: Delta): string {
  if (typeof content === "string" && content) return content;
  if (Array.isArray(content)) {
    return content.map((part) => part?.type === "text" ? part.text ?? "" : "").join("");
  }
  return typeof refusal === "string" ? refusal : "";
}

function appendText(events: CompletionEvent[], index: number, text: string): void {
  const last = events.at(-1);
  if (last?.type === "text" && last.index === index) {
    events[events.length - 1] = { type: "text", index, text: last.text + text };
  } else {
    events.push({ type: "text", index, text });
  }
}

/** Other reasons (`eos`, `tool_calls`) depend on the server; all mean that the model stopped. */
function finishReason(reason: string): FinishReason {
  return reason === "length" || reason === "content_filter" ? reason : "stop";
}

/** The token counts, or `null` if they are no valid counts; Parley then uses its own. */
function usageEvent(usage: NonNullable<Chunk["usage"]>): CompletionEvent | null {
  const { prompt_tokens: promptTokens = 0, completion_tokens: completionTokens = 0 } = usage;
  const isCount = (tokens: unknown) => Number.isSafeInteger(tokens) && Number(tokens) >= 0;
  if (!isCount(promptTokens) || !isCount(completionTokens)) return null;
  return { type: "usage", promptTokens, completionTokens };
}

/** In a stream, gateways put the HTTP status, which they can no longer send, into `code`. */
function errorIn(error: NonNullable<Chunk["error"]>): CompletionError {
  const status = typeof error === "string" ? NaN : Number(error.code ?? NaN);
  return refusalError(readRefusal({ error }, { status }));
}
