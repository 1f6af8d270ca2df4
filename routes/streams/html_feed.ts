import type { AnswerSnapshot } from "../../domain/answers/feed.ts";
import type { Answer } from "../../domain/chats/message.ts";
import type { PlainNotes } from "../../views/markdown/environment.ts";
import type { Texts } from "../../views/texts/texts.ts";
import type { Bytes } from "../http/bytes.ts";
import { HEARTBEAT_INTERVAL } from "../http/event_frame.ts";
import type { GrowingText } from "./growing_text.ts";
import type { Renderer } from "./renderer.ts";
import { type FollowedThought, ThinkingFeed } from "./thinking_feed.ts";

/** Where a feed gets its answer from, and how it renders it. */
export type HtmlFeedSource = {
  /** Follows the answer until the signal aborts. */
  readonly follow: (signal: AbortSignal) => AsyncIterable<AnswerSnapshot>;
  /** Renders the last events of the answer's stream. */
  readonly renderEnd: (answer: Answer, t: Texts) => Promise<Bytes>;
  readonly renderer: Renderer;
  readonly plainNotes?: PlainNotes;
  /** Where images may be fetched from: origins, or `https:` for any. */
  readonly images?: readonly string[];
};

/**
 * Called when there is something new to send or the feed is over; or for a `heartbeat`, if there was
 * nothing new for a while.
 */
export type HtmlViewer = (change: "update" | "heartbeat") => void;

/**
 * A growing answer for all its viewers in one language: each version is rendered once, and each
 * update made once. Whenever a viewer can write, it takes the difference between what it shows and
 * the newest version, so slow and late viewers need no queue.
 *
 * The way of an update: {@link HtmlFeed.run} passes new text to its {@link GrowingText}. One job of
 * `GrowingTexts` takes what is new of all answers to a worker, whose `RenderedText` renders it and
 * makes the update's event. {@link htmlStream} sends it to each viewer.
 */
export class HtmlFeed {
  /** The answer's text as it is rendered. */
  readonly text: GrowingText;
  readonly #thinking = new ThinkingFeed(() => this.#notify());
  readonly #source: HtmlFeedSource;
  readonly #abort = new AbortController();
  readonly #viewers = new Set<HtmlViewer>();
  #ended: Answer | null = null;
  #isOver = false;
  readonly #ends = new Map<Texts, Promise<Bytes>>();

  constructor(source: HtmlFeedSource) {
    this.#source = source;
    const { renderer, images, plainNotes } = source;
    this.text = renderer.begin({ images, plainNotes }, () => this.#notify());
  }

  /** The answer in its final state, or `null` until it has ended. */
  get ended(): Answer | null {
    return this.#ended;
  }

  /** What the model has thought so far; `null` until it thinks. */
  get thought(): FollowedThought | null {
    return this.#thinking.thought;
  }

  /** Whether nothing more will come: the answer has ended, or isn't followed any more. */
  get isOver(): boolean {
    return this.#isOver || this.#abort.signal.aborted;
  }

  /** Adds a viewer. */
  enter(viewer: HtmlViewer): void {
    this.#viewers.add(viewer);
  }

  /** Removes a viewer. When the last one leaves, the answer isn't followed any more. */
  leave(viewer: HtmlViewer): void {
    this.#viewers.delete(viewer);
    if (this.#viewers.size === 0) this.#abort.abort();
  }

  /** The last events of the stream, rendered once for all viewers with the same texts. */
  end(answer: Answer, t: Texts): Promise<Bytes> {
    const end = this.#ends.get(t) ?? this.#source.renderEnd(answer, t);
    this.#ends.set(t, end);
    return end;
  }

  /**
   * Follows the answer until it has ended or has no more viewers.
   *
   * @throws what following throws.
   */
  async run(): Promise<void> {
    const heart = setInterval(() => this.#notify("heartbeat"), HEARTBEAT_INTERVAL);
    try {
      for await (const snapshot of this.#source.follow(this.#abort.signal)) {
        this.#ended = snapshot.ended;
        // At the end its final form replaces everything, so the rest isn't rendered.
        if (!snapshot.ended) this.#grow(snapshot);
      }
    } finally {
      clearInterval(heart);
      this.#isOver = true;
      this.text.close();
      this.#thinking.close();
      this.#notify();
    }
  }

  #grow(snapshot: AnswerSnapshot): void {
    this.#thinking.take(snapshot);
    this.text.grow(snapshot);
  }

  #notify(change: Parameters<HtmlViewer>[0] = "update"): void {
    for (const viewer of this.#viewers) viewer(change);
  }
}

/** Writes a feed to one viewer. */
export type HtmlWriter = {
  /** Sent at once, so that the response begins. */
  readonly begin: Bytes;
  /** What is new since the last call, or `null`. */
  write(feed: HtmlFeed): Bytes | null;
  /** Whether this writer can show nothing more of the feed. */
  isAtEnd(feed: HtmlFeed): boolean;
  /** Sent at the end of the feed. */
  end(feed: HtmlFeed): Bytes | Promise<Bytes>;
  /** Sent when the stream ends before its answer, so that the client reconnects. */
  breakOff(): Bytes;
  /** Sent when there was nothing new for a while. */
  readonly heartbeat: Bytes;
};

/**
 * A response body that writes a feed to one viewer, at the pace at which it is read. The
 * viewer enters with the first read, and leaves when the client hangs up or writing fails.
 *
 * @param find Finds or begins the feed.
 * @param enter Called when the viewer enters, with a function that ends the stream early; returns a
 * function to call when the viewer leaves.
 */
export function htmlStream(
  find: () => HtmlFeed,
  writer: HtmlWriter,
  enter: (breakOff: () => void) => () => void = () => () => {},
): ReadableStream<Bytes> {
  let viewer: StreamViewer | undefined;
  return new ReadableStream<Bytes>({
    start: (controller) => controller.enqueue(writer.begin),
    pull(controller) {
      viewer ??= new StreamViewer(find(), { writer, controller, enter });
      viewer.pull();
    },
    cancel: () => viewer?.leave(),
  }, { highWaterMark: 0 });
}

type StreamViewerDeps = {
  readonly writer: HtmlWriter;
  readonly controller: ReadableStreamDefaultController<Bytes>;
  readonly enter: (breakOff: () => void) => () => void;
};

/** Writes one chunk of a feed for each call of `pull()`, as soon as there is something to send. */
class StreamViewer {
  readonly #feed: HtmlFeed;
  readonly #writer: HtmlWriter;
  readonly #controller: ReadableStreamDefaultController<Bytes>;
  #exit = () => {};
  readonly #onChange: HtmlViewer = (change) => this.#write(change);
  #isPulled = false;
  #isGone = false;

  constructor(feed: HtmlFeed, { writer, controller, enter }: StreamViewerDeps) {
    this.#feed = feed;
    this.#writer = writer;
    this.#controller = controller;
    feed.enter(this.#onChange);
    this.#exit = enter(() => this.#close(writer.breakOff()));
  }

  pull(): void {
    this.#isPulled = true;
    this.#write("update");
  }

  leave(): void {
    if (this.#isGone) return;
    this.#isGone = true;
    this.#feed.leave(this.#onChange);
    this.#exit();
  }

  #write(change: Parameters<HtmlViewer>[0]): void {
    if (!this.#isPulled || this.#isGone) return;
    try {
      if (this.#writer.isAtEnd(this.#feed)) return void this.#end();
      const news = this.#writer.write(this.#feed);
      const chunk = news ?? (change === "heartbeat" ? this.#writer.heartbeat : null);
      if (!chunk) return;
      this.#isPulled = false;
      this.#controller.enqueue(chunk);
    } catch (error) {
      this.#fail(error);
    }
  }

  async #end(): Promise<void> {
    this.#isPulled = false;
    try {
      const chunk = await this.#writer.end(this.#feed);
      if (!this.#isGone) this.#close(chunk);
    } catch (error) {
      this.#fail(error);
    }
  }

  #close(chunk: Bytes): void {
    this.leave();
    this.#controller.enqueue(chunk);
    this.#controller.close();
  }

  #fail(error: unknown): void {
    this.leave();
    this.#controller.error(error);
  }
}
