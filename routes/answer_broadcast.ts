import type { AnswerSnapshot } from "../domain/answer_feed.ts";
import type { Answer } from "../domain/message.ts";
import { patchText } from "../views/html_patch.ts";
import {
  diffVersions,
  EMPTY_VERSION,
  MarkdownStream,
  type MarkdownVersion,
  settledLength,
} from "../views/markdown_stream.ts";
import type { Texts } from "../views/texts.ts";
import { ByteBudget } from "./byte_budget.ts";
import { type Bytes, eventFrame, toBytes } from "./event_frame.ts";

/** Milliseconds between updates: about 30 a second look steady. */
const INTERVAL = 33;

/** Rendering takes at most this part of the time: updates of a huge block come less often. */
const RENDERING_SHARE = 0.1;

/** Milliseconds that text waits for more to come along before it takes spare bytes. */
const PATIENCE = 400;

/** Milliseconds between signs of life; proxies give up on a silent stream after 30 s or more. */
const HEARTBEAT_INTERVAL = 15_000;

/** Where a broadcast gets its answer from, and how it ends. */
export type BroadcastSource = {
  /** Begins to follow the answer, until the signal aborts. */
  readonly follow: (signal: AbortSignal) => AsyncIterable<AnswerSnapshot>;
  /** Makes the last events of the answer's stream. */
  readonly renderEnd: (answer: Answer, t: Texts) => Promise<Bytes>;
  /** Where images may be fetched from: origins, or `https:` for any. */
  readonly images?: readonly string[];
};

/** Something to look at, or nothing for so long that the connection needs a sign of life. */
export type BroadcastChange = "news" | "sign of life";

/**
 * One growing answer for all who watch it: each version is rendered once, each update made once. A
 * viewer takes the difference between the newest version and what it has whenever it can write, so
 * one that is slow or comes late costs no queue.
 */
export class AnswerBroadcast {
  readonly #source: BroadcastSource;
  readonly #abort = new AbortController();
  readonly #stream: MarkdownStream;
  readonly #budget = new ByteBudget();
  #viewers = 0;
  #text = "";
  #version = EMPTY_VERSION;
  #ended: Answer | null = null;
  #isOver = false;
  #update = { from: EMPTY_VERSION, frame: null as Bytes | null };
  #pause: ReturnType<typeof setTimeout> | undefined;
  #impatience: ReturnType<typeof setTimeout> | undefined;
  #failure: { readonly error: unknown } | undefined;
  #changed = Promise.withResolvers<BroadcastChange>();
  readonly #ends = new Map<Texts, Promise<Bytes>>();

  constructor(source: BroadcastSource) {
    this.#source = source;
    this.#stream = new MarkdownStream(source);
  }

  /** What is shown now. */
  get version(): MarkdownVersion {
    return this.#version;
  }

  /** What a page at a position shows; `null` if it knows more of the text than has come here. */
  versionAt(position: number): MarkdownVersion | null {
    if (position > this.#text.length) return null;
    return new MarkdownStream(this.#source).render(this.#text.slice(0, position));
  }

  /** The answer in its final state, once it has ended. */
  get ended(): Answer | null {
    return this.#ended;
  }

  /** Whether nothing more will come: the answer has ended, or isn't followed any further. */
  get isOver(): boolean {
    return this.#isOver || this.#abort.signal.aborted;
  }

  /** Resolves when another version is shown, the broadcast is over, or a sign of life is due. */
  get changed(): Promise<BroadcastChange> {
    return this.#changed.promise;
  }

  /** Adds a viewer. */
  enter(): void {
    this.#viewers++;
  }

  /** Takes a viewer away; with the last one following ends. */
  leave(): void {
    if (--this.#viewers === 0) this.#abort.abort();
  }

  /** The event that leads from what a viewer has to what is shown, or `null` if both look the same. */
  updateFrom(version: MarkdownVersion): Bytes | null {
    if (version === this.#update.from) return this.#update.frame;
    return updateFrame(version, this.#version);
  }

  /** The last events of the stream, made once for all viewers with the same texts. */
  end(answer: Answer, t: Texts): Promise<Bytes> {
    const end = this.#ends.get(t) ?? this.#source.renderEnd(answer, t);
    this.#ends.set(t, end);
    return end;
  }

  /**
   * Follows the answer until it has ended or nobody watches it any more.
   *
   * @throws what following or rendering throws.
   */
  async run(): Promise<void> {
    const heart = setInterval(() => this.#notify("sign of life"), HEARTBEAT_INTERVAL);
    try {
      for await (const { text, ended } of this.#source.follow(this.#abort.signal)) {
        this.#text = text;
        this.#ended = ended;
        // The end doesn't wait for anything.
        if (!ended && this.#pause === undefined) this.#show();
      }
      if (this.#failure) throw this.#failure.error;
    } finally {
      clearInterval(heart);
      clearTimeout(this.#pause);
      clearTimeout(this.#impatience);
      this.#isOver = true;
      this.#notify();
    }
  }

  /** Shows what there is, or has it wait for its bytes, and pauses until more may be shown. */
  #show(): void {
    const start = performance.now();
    const shown = this.#text;
    if (this.#publish(true)) this.#calmDown();
    else this.#impatience ??= setTimeout(() => this.#losePatience(), PATIENCE);
    const took = performance.now() - start;
    const resume = () => {
      this.#pause = undefined;
      if (this.#text !== shown) this.#attempt(() => this.#show());
    };
    this.#pause = setTimeout(resume, Math.max(INTERVAL, took / RENDERING_SHARE));
  }

  #losePatience(): void {
    this.#calmDown();
    this.#attempt(() => this.#publish(false));
  }

  #calmDown(): void {
    clearTimeout(this.#impatience);
    this.#impatience = undefined;
  }

  /** Nobody catches what a timer throws, so `run` is brought to its end to throw it. */
  #attempt(work: () => void): void {
    try {
      work();
    } catch (error) {
      this.#failure = { error };
      this.#abort.abort();
    }
  }

  /** Shows all of the text that is settled. @returns false if there are not enough bytes for it. */
  #publish(isPatient: boolean): boolean {
    const text = this.#text.slice(0, settledLength(this.#text));
    if (text.length <= this.#version.position) return true;
    const from = this.#version;
    const version = this.#stream.render(text);
    const frame = updateFrame(from, version);
    if (frame && !this.#budget.take(frame.length, version, isPatient)) return false;
    this.#version = version;
    this.#update = { from, frame };
    this.#notify();
    return true;
  }

  #notify(change: BroadcastChange = "news"): void {
    this.#changed.resolve(change);
    this.#changed = Promise.withResolvers();
  }
}

function updateFrame(from: MarkdownVersion, to: MarkdownVersion): Bytes | null {
  const patches = diffVersions(from, to);
  if (patches.length === 0) return null;
  return toBytes(eventFrame({ id: to.position, data: patchText(patches) }));
}
