import type { AnswerSnapshot } from "../../domain/answers/feed.ts";
import type { Answer } from "../../domain/chats/message.ts";
import type { PlainNotes } from "../../views/markdown/environment.ts";
import type { Texts } from "../../views/texts/texts.ts";
import type { Bytes } from "../http/bytes.ts";
import type { GrowingText, LiveLog, ShownText, ViewUpdate } from "./growing_text.ts";
import type { Renderer } from "./renderer.ts";

/** Milliseconds between signs of life; proxies give up on a silent stream after 30 s or more. */
const HEARTBEAT_INTERVAL = 15_000;

/** Where a broadcast gets its answer from, and how it is shown. */
export type BroadcastSource = {
  /** Begins to follow the answer, until the signal aborts. */
  readonly follow: (signal: AbortSignal) => AsyncIterable<AnswerSnapshot>;
  /** Makes the last events of the answer's stream. */
  readonly renderEnd: (answer: Answer, t: Texts) => Promise<Bytes>;
  readonly renderer: Renderer;
  readonly plainNotes?: PlainNotes;
  /** Where images may be fetched from: origins, or `https:` for any. */
  readonly images?: readonly string[];
};

/** Something to look at, or nothing for so long that the connection needs a sign of life. */
export type BroadcastChange = "news" | "sign of life";

/**
 * One growing answer for all who watch it in one language: each version is rendered once, each update made once. A
 * viewer takes the difference between the newest version and what it has whenever it can write, so
 * one that is slow or comes late costs no queue.
 */
export class AnswerBroadcast {
  readonly #source: BroadcastSource;
  readonly #abort = new AbortController();
  readonly #growing: GrowingText;
  #viewers = 0;
  #ended: Answer | null = null;
  #isOver = false;
  #changed = Promise.withResolvers<BroadcastChange>();
  readonly #ends = new Map<Texts, Promise<Bytes>>();

  constructor(source: BroadcastSource) {
    this.#source = source;
    const { renderer, images, plainNotes } = source;
    this.#growing = renderer.begin({ images, plainNotes }, () => this.#notify());
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

  /** The answer as a document for browsers without scripts, which grows while this is the same. */
  get live(): LiveLog {
    return this.#growing.live;
  }

  /** Adds a viewer. */
  enter(): void {
    this.#viewers++;
  }

  /** Takes a viewer away; with the last one following ends. */
  leave(): void {
    if (--this.#viewers === 0) this.#abort.abort();
  }

  /** What leads from what a viewer has to what is shown, or `null` while there is nothing new. */
  updateFrom(shown: ShownText): ViewUpdate | null | Promise<ViewUpdate | null> {
    return this.#growing.updateFrom(shown);
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
   * @throws what following throws.
   */
  async run(): Promise<void> {
    const heart = setInterval(() => this.#notify("sign of life"), HEARTBEAT_INTERVAL);
    try {
      for await (const snapshot of this.#source.follow(this.#abort.signal)) {
        this.#ended = snapshot.ended;
        // The end doesn't wait for anything.
        if (!snapshot.ended) this.#growing.grow(snapshot);
      }
    } finally {
      clearInterval(heart);
      this.#isOver = true;
      this.#growing.close();
      this.#notify();
    }
  }

  #notify(change: BroadcastChange = "news"): void {
    this.#changed.resolve(change);
    this.#changed = Promise.withResolvers();
  }
}
