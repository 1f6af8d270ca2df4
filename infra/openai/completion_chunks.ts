import { CompletionError } from "../../domain/models/completion_provider.ts";
import type { CompletionEvent, FinishReason } from "../../domain/models/completion_provider.ts";
import { EventData } from "./event_data.ts";
import { errorCodeOf } from "./upstream_error.ts";

/** The parts of a `chat.completion.chunk` that are read; any server may leave out any of them. */
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

/** Reasoning (`reasoning_content`, `reasoning`) and tool calls are no part of the answer. */
type Delta = {
  /** Parts where the model also thinks aloud (Mistral), else text. */
  readonly content?: string | readonly { readonly type?: string; readonly text?: string }[] | null;
  /** What the model says instead, when it declines. */
  readonly refusal?: string | null;
};

/**
 * Turns the bytes of a streamed completion into events. Texts of one choice that arrive together
 * become one event, so that a fast model costs no more than its chunks do.
 */
export class CompletionChunks {
  readonly #data = new EventData();
  readonly #choices: number;
  /** By choice: whether its finish reason has come. */
  readonly #finished = new Map<number, boolean>();
  #usage: CompletionEvent | null = null;
  #failure: CompletionError | null = null;
  #isDone = false;
  #hasText = false;
  #finishedCount = 0;

  /** @param choices How many were asked for. */
  constructor(choices = 1) {
    this.#choices = choices;
  }

  /** Whether any text has come. */
  get hasText(): boolean {
    return this.#hasText;
  }

  /** Whether every choice has its finish reason: only token counts may still follow. */
  get isWhole(): boolean {
    return this.#finishedCount >= this.#choices;
  }

  /** Whether nothing that follows counts: after `[DONE]`, or an error among the events. */
  get isOver(): boolean {
    return this.#isDone || this.#failure !== null;
  }

  /** Takes in bytes. @returns What they complete. */
  push(bytes: Uint8Array): CompletionEvent[] {
    const events: CompletionEvent[] = [];
    for (const data of this.#data.push(bytes)) {
      if (this.isOver) break;
      if (data === "[DONE]") this.#isDone = true;
      else this.#read(data, events);
    }
    // What goes wrong after the last finish reason takes nothing away from the answers.
    if (this.#failure && this.isWhole) [this.#failure, this.#isDone] = [null, true];
    return events;
  }

  /**
   * Ends the completion: finishes choices for which the upstream said `[DONE]` and nothing else,
   * and gives the last token counts that came, as some servers send them with every chunk.
   *
   * @throws {CompletionError} the upstream's own error, or `upstream_broken_off` when a choice, or
   * every one, lacks its end.
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

/** Servers have reasons of their own (`eos`, `tool_calls`); all mean that the model stopped. */
function finishReason(reason: string): FinishReason {
  return reason === "length" || reason === "content_filter" ? reason : "stop";
}

/** `null` for counts that are none, which leaves us with our own. */
function usageEvent(usage: NonNullable<Chunk["usage"]>): CompletionEvent | null {
  const { prompt_tokens: promptTokens = 0, completion_tokens: completionTokens = 0 } = usage;
  const isCount = (tokens: unknown) => Number.isSafeInteger(tokens) && Number(tokens) >= 0;
  if (!isCount(promptTokens) || !isCount(completionTokens)) return null;
  return { type: "usage", promptTokens, completionTokens };
}

/** Gateways put the HTTP status that they could no longer send into the error's `code`. */
function errorIn(error: NonNullable<Chunk["error"]>): CompletionError {
  const { message, code } = typeof error === "string" ? { message: error, code: null } : error;
  const text = typeof message === "string" ? message : JSON.stringify(error);
  return new CompletionError(errorCodeOf(Number(code)), text);
}
