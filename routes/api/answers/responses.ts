import type { Context } from "hono";
import { allows, rightOf } from "../../../domain/accounts/acting_user.ts";
import { AppError, invalidArgument } from "../../../domain/app_error.ts";
import type { App } from "../../../domain/app.ts";
import type { Log } from "../../../domain/log.ts";
import type { Answer, Turn } from "../../../domain/chats/message.ts";
import type { BegunTurn } from "../../../domain/answers/idempotent_turns.ts";
import type { Right } from "../../../domain/accounts/right_gateway.ts";
import { boundByRight } from "../../../domain/accounts/held_rights.ts";
import { said } from "../../../domain/said.ts";
import type { StreamLimit } from "../../../domain/answers/stream_limit.ts";
import { streamHeaders } from "../../http/event_frame.ts";
import { problem, problemFromError } from "../../problems/problem.ts";
import { type ApiEnv, type Call, EVENT_STREAM } from "../api.ts";
import { type FieldNames, inContractNames } from "../open_api/contract_names.ts";
import type { Place, Progress } from "./event_id.ts";
import { type MessageJson, messageJson } from "../chats/message_schema.ts";
import { problemJson } from "../../problems/json.ts";
import { type TurnEventSource, turnEventStream } from "./event_stream.ts";
import { turnBegunJson } from "./schema.ts";

/** What the responses need. */
export type ResponseDeps = { readonly app: App; readonly log: Log; readonly streams: StreamLimit };

/** Where a stream of events begins. */
export type StreamPlace = {
  /** How much of each answer the client has received, from `Last-Event-ID`. */
  readonly resumed: readonly Progress[] | undefined;
  /** Positions at which the stream begins otherwise; 0 by default. */
  readonly start?: Place;
};

/** How to respond with a turn. */
export type TurnReply = StreamPlace & {
  readonly turn: BegunTurn;
  /** Whether the caller sent a key, so that it can come back: hanging up then stops nothing. */
  readonly isKept: boolean;
  /** The path of the new chat or message. */
  readonly location?: string;
};

/** Responds to calls with answers: as events while they are made, or in one piece at their end. */
export class TurnResponses {
  readonly #deps: ResponseDeps;

  constructor(deps: ResponseDeps) {
    this.#deps = deps;
  }

  /** Responds with a turn that the call began. Hanging up stops it, unless the call had a key. */
  async begun(
    { c, principal, userId, wantsEvents }: Call,
    reply: TurnReply,
  ): Promise<Response> {
    const { turn, location, isKept } = reply;
    const { signal } = c.req.raw;
    const { isRepeated } = turn;
    const onGone = () => isKept || isRepeated ? undefined : this.#stop(turn);
    const followed = { ...turn, userId, right: rightOf(principal, userId) };
    if (wantsEvents) {
      // A new turn has sent no events yet, so `Last-Event-ID` is ignored.
      const place = isRepeated ? reply : { resumed: undefined, start: reply.start };
      const progress = progressOf(turn.answers.length, place);
      // A repeated call follows an existing turn, so it counts towards the limit on streams.
      const enter = isRepeated ? this.#admit(userId) : undefined;
      const source = { progress, begun: turn, signal, onGone, enter };
      return await this.#events(c, followed, { ...source, names: namesOf(place) });
    }
    const messages = await this.#ended(followed, { signal, onGone });
    if (location !== undefined) c.header("Location", location);
    // A caller that may not read gets only the text that this call made.
    const from = allows(principal, "chat:read") ? BEGINNING : reply.start ?? BEGINNING;
    const answers = (await this.#messages(messages)).map((answer) => after(answer, from));
    return c.json({ ...turnBegunJson(turn), answers }, location === undefined ? 200 : 201);
  }

  /** Responds with an existing answer. Hanging up stops nothing. */
  async followed(
    { c, principal, userId, wantsEvents }: Call,
    answer: Answer,
    place: StreamPlace,
  ): Promise<Response> {
    const { signal } = c.req.raw;
    const right = rightOf(principal, userId);
    const followed = { userId, right, chatId: answer.chatId, answers: [answer] };
    if (!wantsEvents) {
      const { start } = place;
      const [message] = await this.#messages(await this.#ended(followed, { signal, start }));
      return c.json(message);
    }
    const progress = progressOf(1, place);
    if (progress[0] === "end") return c.body(null, 204);
    const source = { progress, signal, enter: this.#admit(userId) };
    return await this.#events(c, followed, { ...source, names: namesOf(place) });
  }

  /**
   * Checks the limit on a user's streams.
   *
   * @returns a function that counts the stream when it begins.
   */
  #admit(userId: string): (close: () => void) => () => void {
    const { streams } = this.#deps;
    streams.admit(userId);
    return (close) => streams.enter(userId, close);
  }

  async #events(
    c: Context<ApiEnv>,
    followed: Followed,
    { names, ...source }: EventSource,
  ): Promise<Response> {
    await this.#assertPositions(followed, source.progress).catch((error) => {
      throw inContractNames(error, names);
    });
    const { userId, chatId, answers } = followed;
    const places = answers.map(({ id: answerId }, index) => ({
      answerId,
      ...positionsOf(source.progress[index]!),
    }));
    const follow = (signal: AbortSignal) =>
      this.#deps.app.followTurn({ userId, chatId, answers: places, signal });
    const problemOf = (error: unknown) => this.#problemOf(c, inContractNames(error, names));
    const holdRight: TurnEventSource["holdRight"] = (end) =>
      this.#deps.app.holdRight(followed.right, end);
    return c.body(
      turnEventStream({ ...source, follow, holdRight, problemOf }),
      200,
      streamHeaders(EVENT_STREAM),
    );
  }

  /** Refuses positions beyond the end of an ended answer, while the status can still say so. */
  async #assertPositions(
    { answers, userId, chatId }: Followed,
    progress: readonly Progress[],
  ): Promise<void> {
    for (const [index, { id: answerId, state }] of answers.entries()) {
      const { position } = positionsOf(progress[index]!);
      if (state === "streaming" || position === 0 || position === "end") continue;
      const answer = { userId, chatId, answers: [{ answerId, position }] };
      for await (const _ of this.#deps.app.followTurn(answer)) break;
    }
  }

  /** Waits until all answers have ended. */
  async #ended(
    { answers, userId, chatId, right }: Followed,
    { signal: gone, onGone, start }: EndWait,
  ): Promise<Answer[]> {
    using wait = boundByRight(this.#deps.app, right, gone);
    const { signal } = wait;
    const ended: Answer[] = [];
    const ids = answers.map(({ id }) => ({ answerId: id, ...start }));
    const follow = { userId, chatId, answers: ids, signal };
    for await (const events of this.#deps.app.followTurn(follow)) {
      for (const event of events) if (event.kind === "ended") ended[event.index] = event.answer;
    }
    if (answers.every((_, index) => ended[index])) return ended;
    if (signal.aborted) onGone?.();
    wait.assertRight();
    throw new AppError("unavailable", said`The server is stopping; please try again`);
  }

  async #messages(answers: readonly Answer[]): Promise<MessageJson[]> {
    const { userId, chatId } = answers[0]!;
    const versions = await this.#deps.app.listVersions({ userId, chatId, messages: answers });
    return answers.map((answer) => messageJson(answer, versions));
  }

  async #stop({ chatId, question: { userId }, answers }: Turn): Promise<void> {
    const { app, log } = this.#deps;
    try {
      // The answers of a turn come from one request to the model and stop together.
      await app.leaveAnswer({ userId, chatId, answerId: answers[0]!.id });
    } catch (error) {
      log.error("Cannot stop an answer whose caller has gone", error, { chatId });
    }
  }

  #problemOf(c: Context<ApiEnv>, error: unknown): string {
    const known = problemFromError(error);
    if (!known) {
      this.#deps.log.error("request failed", error, { requestId: c.var.requestId });
    }
    const internal = { code: "internal", words: said`Internal error` };
    return JSON.stringify(problemJson(known ?? problem(500, internal)));
  }
}

/** Where answers begin. */
const BEGINNING: Place = { position: 0, thinkingPosition: 0 };

/** The positions to follow an answer from. */
function positionsOf(progress: Progress) {
  return progress === "end" ? { position: progress } : progress;
}

/** The part of an answer after these positions. */
function after(answer: MessageJson, { position, thinkingPosition }: Place): MessageJson {
  const { content, thinking } = answer;
  return {
    ...answer,
    content: content.slice(position),
    thinking: thinking?.slice(thinkingPosition) || null,
  };
}

/** The answers of one turn, or a single answer, to follow. */
type Followed = {
  readonly userId: string;
  /** The caller's right to follow them. */
  readonly right: Right;
  readonly chatId: string;
  readonly answers: readonly Pick<Answer, "id" | "state">[];
};

/** What a stream of events is made from, without the functions that {@link TurnResponses} adds. */
type EventSource =
  & Omit<TurnEventSource, "follow" | "holdRight" | "problemOf">
  & { readonly names: FieldNames };

/** How to wait for the end of answers. */
type EndWait = {
  readonly signal: AbortSignal;
  readonly onGone?: () => void;
  /** The position that the caller sent; refused if it is beyond the end of the text. */
  readonly start?: Place;
};

/** The field that positions come from, for errors about them. */
function namesOf({ resumed }: StreamPlace): FieldNames {
  return resumed ? { position: "Last-Event-ID" } : {};
}

function progressOf(
  answers: number,
  { resumed, start = BEGINNING }: StreamPlace,
): readonly Progress[] {
  if (!resumed) return new Array(answers).fill(start);
  if (resumed.length === answers) return resumed;
  throw invalidArgument(
    "Last-Event-ID",
    said`This is not an event of this stream; number of its answers: ${answers}`,
  );
}
