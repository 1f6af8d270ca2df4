import { invalidArgument } from "../app_error.ts";
import { isInsideCharacter } from "../characters.ts";
import type { Answer, AnswerKey } from "../chats/message.ts";
import { said } from "../said.ts";
import type { OpenFeed } from "./answers.ts";
import type { AnswerFeed } from "./feed.ts";
import { textSince, type TextSoFar } from "./growing_string.ts";

/** Room for the tag and white space between thinking and text, in UTF-16 code units. */
const LONGEST_MARK = 64;

/** An event for a follower of a turn. `index` is the answer's place among those followed. */
export type TurnEvent =
  /** More text, well-formed Unicode, and the answer's length including it (UTF-16 code units). */
  | {
    readonly kind: "delta";
    readonly index: number;
    readonly text: string;
    readonly position: number;
  }
  /** More of what the model thinks, with a position of its own. */
  | {
    readonly kind: "thinking";
    readonly index: number;
    readonly text: string;
    readonly position: number;
  }
  /** The last event of an answer. */
  | { readonly kind: "ended"; readonly index: number; readonly answer: Answer };

/** An answer to follow. */
export type FollowedAnswer = {
  readonly answerId: string;
  /**
   * How much of its text the follower has already, in UTF-16 code units; 0 by default. With `"end"`
   * it has all, and the answer isn't followed.
   */
  readonly position?: number | "end";
  /** How much of its thinking the follower has already; 0 by default. */
  readonly thinkingPosition?: number;
};

/** The answers to follow: at least one, all of one turn. */
export type TurnFollow = {
  readonly userId: string;
  readonly chatId: string;
  readonly answers: readonly FollowedAnswer[];
  /** Ends the iteration, without an error. */
  readonly signal?: AbortSignal;
};

/**
 * The use case of reading answers piece by piece, as programs do. Errors are those of {@link App}.
 */
export interface TurnFollowUseCases {
  /**
   * Follows answers from given positions: yields the new text of each as it comes, and the end of
   * each, those that are there together as one array. Runs at the consumer's pace: text that comes
   * in between is yielded as one piece. Leaving
   * the iteration doesn't stop the answers. Ends early when they can't be followed here any more,
   * as `followAnswer` does.
   *
   * @throws `not_found`; `invalid_argument` on field `position` when an answer has ended before it.
   * An interrupted answer is the exception and still gets its end: its process died with text that
   * was not stored yet.
   */
  followTurn(input: TurnFollow): AsyncIterable<readonly TurnEvent[]>;
}

/** Binds the use case of reading answers piece by piece. */
export function createTurnFollowUseCases(
  open: (key: AnswerKey) => Promise<OpenFeed>,
): TurnFollowUseCases {
  return { followTurn: (input) => followTurn(open, input) };
}

async function* followTurn(
  open: (key: AnswerKey) => Promise<OpenFeed>,
  { userId, chatId, answers, signal }: TurnFollow,
): AsyncIterable<readonly TurnEvent[]> {
  using opened = new DisposableStack();
  const followers: Follower[] = [];
  let wake = () => {};
  const wakeUp = () => wake();
  for (const [index, { answerId, position = 0, thinkingPosition = 0 }] of answers.entries()) {
    if (position === "end") continue;
    const { feed } = opened.use(await open({ userId, chatId, answerId }));
    opened.defer(feed.subscribe(wakeUp));
    followers.push(new Follower(feed, index, { position, thinkingPosition }));
  }
  signal?.addEventListener("abort", wakeUp);
  opened.defer(() => signal?.removeEventListener("abort", wakeUp));
  while (!signal?.aborted) {
    const events = followers.flatMap((follower) => follower.take());
    if (events.length > 0) yield events;
    else if (followers.every(({ isOver }) => isOver)) return;
    else await new Promise<void>((resolve) => wake = resolve);
  }
}

/** How far one answer has been followed. */
class Follower {
  readonly #feed: AnswerFeed;
  readonly #index: number;
  readonly #start: number;
  readonly #thinkingStart: number;
  #position: number;
  #thinkingPosition: number;
  #isEnded = false;

  constructor(
    feed: AnswerFeed,
    index: number,
    start: { readonly position: number; readonly thinkingPosition: number },
  ) {
    this.#feed = feed;
    this.#index = index;
    this.#start = this.#position = start.position;
    this.#thinkingStart = this.#thinkingPosition = start.thinkingPosition;
  }

  /** Whether nothing more will come, once all events are taken. */
  get isOver(): boolean {
    return this.#feed.isOver;
  }

  /** Takes the events since the last time. */
  take(): TurnEvent[] {
    const { snapshot } = this.#feed;
    const { text, ended, thinking } = snapshot;
    const events: TurnEvent[] = [];
    const index = this.#index;
    if (thinking && thinking.text.length > this.#thinkingPosition) {
      const news = newsOf(thinking, this.#thinkingPosition, this.#thinkingStart);
      this.#thinkingPosition = thinking.text.length;
      events.push({ kind: "thinking", index, text: news, position: thinking.text.length });
    }
    if (text.length > this.#position) {
      const news = newsOf(snapshot, this.#position, this.#start);
      this.#position = text.length;
      events.push({ kind: "delta", index, text: news, position: text.length });
    }
    if (!ended || this.#isEnded) return events;
    this.#isEnded = true;
    assertReached(ended, this.#start);
    return [...events, { kind: "ended", index, answer: ended }];
  }
}

/** What is new after a position, which at first is the follower's own. */
function newsOf(soFar: TextSoFar, position: number, start: number): string {
  if (position === start) assertWholeCharacter(soFar.text, start);
  return textSince(soFar, position).toWellFormed();
}

function assertWholeCharacter(text: string, position: number): void {
  if (!isInsideCharacter(text, position)) return;
  throw invalidArgument(
    "position",
    said`Cannot follow answer from ${position}: that is in the middle of a character`,
  );
}

/** Text that turned out to be thinking makes an answer shorter than it was while it streamed. */
function assertReached({ content, state, thinking }: Answer, position: number): void {
  const longest = content.length + (thinking?.text.length ?? 0) + LONGEST_MARK;
  if (position <= (thinking ? longest : content.length) || state === "interrupted") return;
  throw invalidArgument(
    "position",
    said`Cannot follow answer from ${position}: it ends at ${content.length}`,
  );
}
