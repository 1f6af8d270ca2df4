import { CompletionError, type CompletionEvent } from "../../domain/models/completion_provider.ts";
import type { FinishReason } from "../../domain/models/finish_reason.ts";
import { Citations, type CitingChunk } from "./citations.ts";
import { ChoiceEnd } from "./choice_end.ts";
import { type Delta, textIn, thinkingIn } from "./delta.ts";
import { EventData } from "./event_data.ts";
import { isFinishReason } from "./finish_reasons.ts";
import { type DividedText, ThinkingTags } from "./thinking_tags.ts";
import { refusalError } from "./upstream_error.ts";
import { readRefusal } from "./upstream_refusal.ts";
import { type UsageBody, usageEvent } from "./usage.ts";

/** The fields of a `chat.completion.chunk` that are read; any server may leave out any of them. */
type Chunk = CitingChunk & {
  readonly choices?: readonly (Choice | null)[] | null;
  readonly usage?: UsageBody | null;
  readonly x_groq?: { readonly usage?: UsageBody | null } | null;
  readonly error?: ErrorBody | string | null;
  /** `error` in an error without an envelope (vLLM, SGLang). */
  readonly object?: string;
};

type ErrorBody = { readonly message?: unknown; readonly code?: unknown };

type Choice = {
  readonly index?: number;
  readonly delta?: Delta | null;
  /** In place of the delta if the completion isn't streamed. */
  readonly message?: Delta | null;
  readonly finish_reason?: string | null;
  /** Moonshot. */
  readonly usage?: UsageBody | null;
  /** Set when the model's server fails in the middle (OpenRouter). */
  readonly error?: ErrorBody | string | null;
};

/** A choice of which something has come. */
type BegunChoice = {
  readonly index: number;
  readonly end: ChoiceEnd;
  /** The tags around thinking in its text. */
  readonly tags: ThinkingTags;
};

/** Data that some servers send as a heartbeat, as it is or as a string in JSON. */
const heartbeat = /^(|null|"?(|ping|keep[-_ ]?alive|heartbeat)"?)$/i;

/**
 * Converts the bytes of a streamed completion to events. Texts of one choice that arrive together
 * become one event, so that a fast model doesn't make an event of every token.
 */
export class CompletionChunks {
  readonly #data = new EventData();
  readonly #choices: number;
  readonly #secrets: readonly string[];
  /** The choices that have begun, by index. */
  readonly #begun = new Map<number, BegunChoice>();
  #usage: CompletionEvent | null = null;
  #failure: CompletionError | null = null;
  /**
   * The last event that belongs to no choice. It is an error in a form of its own if nothing else
   * comes, or if it has a sentence and no finish reason comes.
   */
  #other: { readonly chunk: Chunk; readonly isSentence: boolean } | null = null;
  /** The sources of all choices together; `null` until there are any. */
  #citations: Citations | null = null;
  #isDone = false;
  #isClosed = false;
  #hasText = false;

  /**
   * @param choices The number of choices in the request.
   * @param secrets Texts to remove from finish reasons: people see those that aren't known.
   */
  constructor(choices = 1, secrets: readonly string[] = []) {
    this.#choices = choices;
    this.#secrets = secrets;
  }

  /** Whether any text has arrived. */
  get hasText(): boolean {
    return this.#hasText;
  }

  /** Whether every choice has certainly ended: only token counts may still follow. */
  get isComplete(): boolean {
    let count = 0;
    for (const { end } of this.#begun.values()) if (end.certainReason !== null) count++;
    return count >= this.#choices;
  }

  /** Whether the rest can be ignored: after `[DONE]`, or an error among the events. */
  get isOver(): boolean {
    return this.#isDone || this.#failure !== null;
  }

  /** Adds bytes. @returns The events that they complete. */
  push(bytes: Uint8Array): CompletionEvent[] {
    return this.#readAll(this.#data.push(bytes));
  }

  /** Says that the response ended as it should. @returns The events of its last line. */
  close(): CompletionEvent[] {
    this.#isClosed = true;
    return this.#readAll(this.#data.end());
  }

  /** Why a closed completion is broken: the upstream's own error, or a choice that hasn't ended. */
  get failure(): CompletionError | null {
    if (this.#failure) return this.#failure;
    const reasons = [...this.#begun.values()].map(({ end }) => this.#reasonOf(end));
    if (reasons.includes(null)) {
      return new CompletionError("upstream_error", "The model failed, by its finish reason");
    }
    if (reasons.length > 0 && !reasons.includes(undefined)) return null;
    if (this.#other && (reasons.length === 0 || this.#other.isSentence)) {
      return errorIn(this.#other.chunk);
    }
    const { unreadable } = this.#data;
    const line = unreadable === null ? "" : ` after the line: ${unreadable}`;
    const message = `The stream ended without a finish reason${line}`;
    return new CompletionError("upstream_broken_off", message);
  }

  /**
   * The rest of the texts, how the choices ended that did, also if others broke off, and the last
   * token counts: some servers send them with every chunk.
   */
  lastEvents(): CompletionEvent[] {
    const finishes = [...this.#begun.values()].flatMap(({ index, end }): CompletionEvent[] => {
      const reason = this.#reasonOf(end);
      return reason ? [{ type: "finish", index, reason }] : [];
    });
    const events: CompletionEvent[] = [];
    for (const choice of this.#begun.values()) this.#add(choice.tags.flush(), choice, events);
    const sources = this.#citations?.sources ?? [];
    if (sources.length > 0) events.push({ type: "sources", index: 0, sources });
    events.push(...finishes);
    return this.#usage ? [...events, this.#usage] : events;
  }

  /** `null`: the model failed; `undefined`: the choice hasn't ended. */
  #reasonOf(end: ChoiceEnd): FinishReason | null | undefined {
    if (!this.#isClosed || this.#failure) return end.certainReason ?? undefined;
    // A reason before the last text says nothing of a stream that then breaks off.
    if (!this.#isDone && end.isOutdated) return undefined;
    const isEnded = this.#isDone && this.#data.unreadable === null && !this.#other?.isSentence;
    return end.reason === undefined && isEnded ? "stop" : end.reason;
  }

  #readAll(fields: readonly string[]): CompletionEvent[] {
    const events: CompletionEvent[] = [];
    for (const data of fields) {
      if (this.isOver) break;
      if (data === "[DONE]") this.#isDone = true;
      else this.#read(data, events);
    }
    return events;
  }

  #read(data: string, events: CompletionEvent[]): void {
    const chunk = parse(data);
    if (!chunk) {
      if (heartbeat.test(data)) return;
      const start = data.slice(0, 80);
      this.#fail(new CompletionError("upstream_error", `Not an event in JSON: ${start}`));
      return;
    }
    // First, because a finish reason beside an error ends nothing.
    if (chunk.error || chunk.object === "error") this.#fail(errorIn(chunk));
    const choices = Array.isArray(chunk.choices) ? chunk.choices : [];
    for (const choice of choices) if (choice) this.#readChoice(choice, events);
    if (chunk.citations || chunk.search_results) {
      (this.#citations ??= new Citations()).readChunk(chunk);
    }
    const usage = chunk.usage ?? chunk.x_groq?.usage;
    if (usage) this.#usage = usageEvent(usage) ?? this.#usage;
    if (!chunk.choices && !this.#failure) this.#keep(chunk);
  }

  /** An error after the last finish reason doesn't matter: the answers are complete. */
  #fail(error: CompletionError): void {
    if (this.isComplete) this.#isDone = true;
    else this.#failure = error;
  }

  #keep(chunk: Chunk): void {
    const isSentence = readRefusal(chunk, { status: NaN }).message !== "";
    if (isSentence || !this.#other?.isSentence) this.#other = { chunk, isSentence };
  }

  #readChoice(choice: Choice, events: CompletionEvent[]): void {
    const { message, finish_reason: reason, usage, error } = choice;
    const begun = this.#begunAt(choice.index);
    if (!begun) return;
    const delta = choice.delta ?? message;
    const divided = delta ? divide(delta, begun.tags) : null;
    if (divided) this.#add(divided, begun, events);
    if (delta?.annotations) {
      (this.#citations ??= new Citations()).readAnnotations(delta.annotations);
    }
    if (divided?.text) begun.end.addText();
    if (error) this.#fail(errorIn({ error }));
    if (isFinishReason(reason) && !this.#failure) {
      begun.end.addReason(this.#withoutSecrets(reason), Boolean(divided?.thinking));
    }
    if (usage) this.#usage = usageEvent(usage) ?? this.#usage;
  }

  #withoutSecrets(reason: unknown): string {
    const text = typeof reason === "string" ? reason : JSON.stringify(reason) ?? "";
    return this.#secrets.reduce((text, secret) => text.replaceAll(secret, "***"), text);
  }

  #add({ thinking, text }: DividedText, choice: BegunChoice, events: CompletionEvent[]): void {
    const { index, tags } = choice;
    if (thinking) append(events, { type: "thinking", index, text: thinking });
    if (!text) return;
    this.#hasText = true;
    append(events, { type: "text", index, text });
    const late = tags.takeLateClose();
    if (late) events.push({ type: "thinkingEnd", index, ...late });
  }

  /** The choice with this index; `null` for choices that weren't requested. */
  #begunAt(given = 0): BegunChoice | null {
    const begun = this.#begun.get(given);
    if (begun) return begun;
    // Some gateways don't count an only choice from 0.
    const isRequested = this.#choices === 1
      ? this.#begun.size === 0
      : given >= 0 && given < this.#choices;
    if (!isRequested) return null;
    const index = this.#choices === 1 ? 0 : given;
    const choice = { index, end: new ChoiceEnd(), tags: new ThinkingTags() };
    this.#begun.set(given, choice);
    return choice;
  }
}

/** The thinking and the text of a delta. */
function divide(delta: Delta, tags: ThinkingTags): DividedText {
  const thinking = thinkingIn(delta);
  if (thinking) tags.skip();
  const text = textIn(delta);
  if (!text) return { thinking, text };
  const divided = tags.push(text);
  return thinking ? { thinking: thinking + divided.thinking, text: divided.text } : divided;
}

function parse(data: string): Chunk | null {
  try {
    const parsed: unknown = JSON.parse(data);
    // Google's errors are in an array.
    const value = Array.isArray(parsed) ? parsed[0] : parsed;
    return typeof value === "object" ? value : null;
  } catch {
    return null;
  }
}

/** Adds an event; one that goes on with the last one's text is joined to it. */
function append(
  events: CompletionEvent[],
  event: Extract<CompletionEvent, { readonly text: string }>,
): void {
  const last = events.at(-1);
  if (last?.type === event.type && "text" in last && last.index === event.index) {
    events[events.length - 1] = { ...event, text: last.text + event.text };
  } else {
    events.push(event);
  }
}

/** In a stream, gateways put the HTTP status, which they can no longer send, into a code. */
function errorIn(body: object): CompletionError {
  return refusalError(readRefusal(body, { status: NaN }));
}
