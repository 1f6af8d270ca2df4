import { Metadata, status } from "@grpc/grpc-js";
import { ownCallsOf, requireScope, rightOf } from "../../../domain/accounts/acting_user.ts";
import type { BegunTurn } from "../../../domain/answers/idempotent_turns.ts";
import { toIdempotencyKey } from "../../../domain/answers/idempotency_key.ts";
import { type BoundByRight, boundByRight } from "../../../domain/accounts/held_rights.ts";
import type { TurnFollow } from "../../../domain/answers/turn_follow.ts";
import type { ContinueAnswerRequest__Output } from "../generated/parley/v1/ContinueAnswerRequest.ts";
import type { FollowAnswerRequest__Output } from "../generated/parley/v1/FollowAnswerRequest.ts";
import type { RegenerateAnswerRequest__Output } from "../generated/parley/v1/RegenerateAnswerRequest.ts";
import type { SendMessageRequest__Output } from "../generated/parley/v1/SendMessageRequest.ts";
import type { StartChatRequest__Output } from "../generated/parley/v1/StartChatRequest.ts";
import type { StopAnswerRequest__Output } from "../generated/parley/v1/StopAnswerRequest.ts";
import type { StopAnswerResponse } from "../generated/parley/v1/StopAnswerResponse.ts";
import type { TurnBegun } from "../generated/parley/v1/TurnBegun.ts";
import { thoughtIn } from "../../../domain/chats/message.ts";
import { cancellation } from "../paced_call.ts";
import type { CallStatus } from "../status_from_error.ts";
import { type AnswerCall, sendAnswers, sendEvent } from "./answer_events.ts";
import type { MethodCaller } from "./calls.ts";
import { fromSettings } from "./from_settings.ts";
import { positionFrom } from "./request_values.ts";

/** The status of a call whose answers have not ended, but can't be followed here any more. */
const brokenOff: CallStatus = {
  code: status.UNAVAILABLE,
  details: "The stream broke off; go on with FollowAnswer",
  facts: { reason: "UNAVAILABLE", retryAfterSeconds: 1 },
};

/** Starts a chat and streams the answer. */
export function startChat(caller: MethodCaller, call: AnswerCall<StartChatRequest__Output>) {
  const { app, principal, userId } = caller;
  const { message, request_id, system_message: systemMessage, settings } = call.request;
  const idempotencyKey = toIdempotencyKey(request_id, "request_id");
  const input = {
    userId,
    message,
    idempotencyKey,
    systemMessage,
    ...fromSettings(settings),
    caller: ownCallsOf(principal),
  };
  return streamTurn(caller, call, { idempotencyKey, begin: () => app.startChat(input) });
}

/** Asks a question and streams the answer. */
export function sendMessage(caller: MethodCaller, call: AnswerCall<SendMessageRequest__Output>) {
  const { app, principal, userId } = caller;
  const { chat_id: chatId, message, request_id, replaces } = call.request;
  const idempotencyKey = toIdempotencyKey(request_id, "request_id");
  const input = {
    userId,
    chatId,
    message,
    idempotencyKey,
    replaces,
    caller: ownCallsOf(principal),
  };
  return streamTurn(caller, call, { idempotencyKey, begin: () => app.sendMessage(input) });
}

/** Answers a question again and streams the answer. */
export function regenerateAnswer(
  caller: MethodCaller,
  call: AnswerCall<RegenerateAnswerRequest__Output>,
) {
  const { app, principal, userId } = caller;
  const { chat_id: chatId, question_id: questionId, request_id } = call.request;
  const idempotencyKey = toIdempotencyKey(request_id, "request_id");
  const input = { userId, chatId, questionId, idempotencyKey, caller: ownCallsOf(principal) };
  return streamTurn(caller, call, { idempotencyKey, begin: () => app.regenerateAnswer(input) });
}

/** Continues an answer and streams the new text. */
export function continueAnswer(
  caller: MethodCaller,
  call: AnswerCall<ContinueAnswerRequest__Output>,
) {
  const { app, principal, userId } = caller;
  const { chat_id: chatId, answer_id: answerId } = call.request;
  const position = positionFrom(call.request.position);
  const input = { userId, chatId, answerId, position };
  const begin = async () => {
    const turn = await app.continueAnswer(input);
    // A repeated call returns text that an earlier call made, so it needs the right to read.
    if (turn.isRepeated) requireScope(principal, "chat:read");
    return turn;
  };
  return streamTurn(caller, call, { position, begin });
}

type TurnOptions = {
  readonly begin: () => Promise<BegunTurn>;
  /** With a key the caller can come back for the answer, so hanging up doesn't stop it. */
  readonly idempotencyKey?: string;
  readonly position?: number;
};

async function streamTurn<Request>(
  caller: MethodCaller,
  call: AnswerCall<Request>,
  { begin, idempotencyKey, position }: TurnOptions,
): Promise<CallStatus | null> {
  const { app, principal, userId } = caller;
  using wait = boundByRight(app, rightOf(principal, userId), cancellation(call));
  const { signal } = wait;
  const { chatId, question, answers, isRepeated } = await begin();
  const answerIds = answers.map(({ id }) => id);
  const followed = answers.map((answer) => ({
    answerId: answer.id,
    position,
    // A call that continues an answer streams only what is new of its thinking, too.
    thinkingPosition: isRepeated ? 0 : thoughtIn(answer).length,
  }));
  const follow = { userId, chatId, answers: followed, signal };
  const begun = { chat_id: chatId, question_id: question.id, answer_ids: answerIds };
  if (isRepeated) return await join(caller, call, { follow, wait, begun });
  // A client that retries by itself (gRFC A6) doesn't do so once it has received headers.
  call.sendMetadata(new Metadata());
  await sendEvent(call, { begun }, signal);
  if (await sendAnswers(app, call, follow)) return null;
  // The answers of a turn come from one request to the model and stop together.
  const [answerId] = answerIds;
  try {
    if (signal.aborted && !idempotencyKey) {
      await app.leaveAnswer({ userId, chatId, answerId: answerId! });
    }
  } finally {
    // Before an error about the answer: when the account is gone, its answers are gone, too.
    wait.assertRight();
  }
  return brokenOff;
}

/** Streams an answer from a position on. */
export async function followAnswer(
  caller: MethodCaller,
  call: AnswerCall<FollowAnswerRequest__Output>,
): Promise<CallStatus | null> {
  const { app, principal, userId } = caller;
  const { chat_id: chatId, answer_id: answerId } = call.request;
  const position = positionFrom(call.request.position);
  const thinkingPosition = positionFrom(call.request.thinking_position, "thinking_position");
  using wait = boundByRight(app, rightOf(principal, userId), cancellation(call));
  await app.getAnswer(userId, chatId, answerId);
  const follow = { userId, chatId, answers: [{ answerId, position, thinkingPosition }] };
  return await join(caller, call, { follow, wait });
}

type Joining = {
  readonly follow: TurnFollow;
  readonly wait: BoundByRight;
  /** The first event, if the call began or repeated a turn. */
  readonly begun?: TurnBegun;
};

/** Streams answers that another call began. It counts as one of the user's streams. */
async function join<Request>(
  { app, streams, userId }: MethodCaller,
  call: AnswerCall<Request>,
  { follow, wait, begun }: Joining,
): Promise<CallStatus | null> {
  streams.admit(userId);
  const displaced = new AbortController();
  const leave = streams.enter(userId, () => displaced.abort());
  try {
    call.sendMetadata(new Metadata());
    const signal = AbortSignal.any([wait.signal, displaced.signal]);
    if (begun) await sendEvent(call, { begun }, signal);
    if (await sendAnswers(app, call, { ...follow, signal })) return null;
    wait.assertRight();
    return brokenOff;
  } finally {
    leave();
  }
}

/** Stops an answer. */
export async function stopAnswer(
  { app, userId }: MethodCaller,
  { chat_id: chatId, answer_id: answerId }: StopAnswerRequest__Output,
): Promise<StopAnswerResponse> {
  await app.stopAnswer({ userId, chatId, answerId });
  return {};
}
