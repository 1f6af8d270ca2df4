import { invalidArgument } from "../app_error.ts";
import { isInsideCharacter } from "../characters.ts";
import type { Answer } from "../chats/message.ts";
import { said } from "../said.ts";
import type { AnswerUseCases } from "./answers.ts";
import { textSince } from "./feed.ts";

/** An event for a follower of a turn. `index` is the answer's place among those followed. */
export type TurnEvent =
  /** More text, well-formed Unicode, and the answer's length including it (UTF-16 code units). */
  | {
    readonly kind: "delta";
    readonly index: number;
    readonly text: string;
    readonly position: number;
  }
  /** The last event of an answer. */
  | { readonly kind: "ended"; readonly index: number; readonly answer: Answer };

/** An answer to follow. */
export type FollowedAnswer = {
  readonly answerId: string;
  /** How much of its text the follower has already, in UTF-16 code units; 0 by default. */
  readonly position?: number;
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
   * each. Runs at the consumer's pace: text that comes in between is yielded as one piece. Leaving
   * the iteration doesn't stop the answers. Ends early when they can't be followed here any more,
   * as {@link AnswerUseCases.followAnswer} does.
   *
   * @throws `not_found`; `invalid_argument` on field `position` when an answer has ended before it.
   * An interrupted answer is the exception and still gets its end: its process died with text that
   * was not stored yet.
   */
  followTurn(input: TurnFollow): AsyncIterable<TurnEvent>;
}

type Following = Pick<AnswerUseCases, "followAnswer">;

/** Binds the use case of reading answers piece by piece. */
export function createTurnFollowUseCases(answers: Following): TurnFollowUseCases {
  return { followTurn: (input) => followTurn(answers, input) };
}

async function* followTurn(app: Following, input: TurnFollow): AsyncIterable<TurnEvent> {
  const broken = new AbortController();
  const signal = input.signal ? AbortSignal.any([input.signal, broken.signal]) : broken.signal;
  try {
    const streams = input.answers.map((_, index) => followOne(app, { ...input, signal }, index));
    yield* streams.length === 1 ? streams[0]! : merge(streams);
  } finally {
    broken.abort();
  }
}

async function* followOne(
  app: Following,
  { userId, chatId, answers, signal }: TurnFollow,
  index: number,
): AsyncGenerator<TurnEvent, void> {
  const { answerId, position: start = 0 } = answers[index]!;
  let position = start;
  for await (const snapshot of app.followAnswer({ userId, chatId, answerId, signal })) {
    const { text, ended } = snapshot;
    if (text.length > position) {
      if (position === start) assertWholeCharacter(text, start);
      const news = textSince(snapshot, position).toWellFormed();
      position = text.length;
      yield { kind: "delta", index, text: news, position };
    }
    if (!ended) continue;
    if (start > text.length && ended.state !== "interrupted") {
      throw invalidArgument(
        "position",
        said`Cannot follow answer from ${start}: it ends at ${text.length}`,
      );
    }
    yield { kind: "ended", index, answer: ended };
  }
}

function assertWholeCharacter(text: string, position: number): void {
  if (!isInsideCharacter(text, position)) return;
  throw invalidArgument(
    "position",
    said`Cannot follow answer from ${position}: that is in the middle of a character`,
  );
}

/**
 * Merges several streams in the order of their events. Each is read further only after its last
 * event was consumed.
 */
async function* merge<T>(streams: readonly AsyncGenerator<T, void>[]): AsyncGenerator<T, void> {
  const ready: { stream: AsyncGenerator<T, void>; result: IteratorResult<T, void> }[] = [];
  let failure: { error: unknown } | undefined;
  let wake = () => {};
  const pull = (stream: AsyncGenerator<T, void>) =>
    stream.next().then((result) => ready.push({ stream, result }), (error) => failure = { error })
      .then(() => wake());
  let open = streams.length;
  streams.forEach(pull);
  while (open > 0) {
    if (failure) throw failure.error;
    const next = ready.shift();
    if (!next) {
      await new Promise<void>((resolve) => wake = resolve);
    } else if (next.result.done) {
      open--;
    } else {
      yield next.result.value;
      pull(next.stream);
    }
  }
}
