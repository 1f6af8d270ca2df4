import { Metadata, status } from "@grpc/grpc-js";
import type { Turn } from "../../../domain/message.ts";
import type { ContinueAnswerRequest__Output } from "../generated/parley/v1/ContinueAnswerRequest.ts";
import type { FollowAnswerRequest__Output } from "../generated/parley/v1/FollowAnswerRequest.ts";
import type { RegenerateAnswerRequest__Output } from "../generated/parley/v1/RegenerateAnswerRequest.ts";
import type { SendMessageRequest__Output } from "../generated/parley/v1/SendMessageRequest.ts";
import type { StartChatRequest__Output } from "../generated/parley/v1/StartChatRequest.ts";
import type { StopAnswerRequest__Output } from "../generated/parley/v1/StopAnswerRequest.ts";
import type { StopAnswerResponse } from "../generated/parley/v1/StopAnswerResponse.ts";
import { cancellation } from "../paced_call.ts";
import type { CallStatus } from "../status_from_error.ts";
import { type AnswerCall, sendAnswers, sendEvent } from "./answer_events.ts";
import type { Caller } from "./calls.ts";
import { fromSettings } from "./from_settings.ts";
import { positionFrom, requestIdFrom } from "./request_values.ts";

/** How a call ends before the answers have: they can't be followed here any more. */
const brokenOff: CallStatus = {
  code: status.UNAVAILABLE,
  details: "The stream broke off; go on with FollowAnswer",
  facts: { reason: "UNAVAILABLE", retryAfterSeconds: 1 },
};

/** Starts a chat and streams the answer. */
export function startChat(caller: Caller, call: AnswerCall<StartChatRequest__Output>) {
  const { app, userId } = caller;
  const { message, request_id, system_message: systemMessage, settings } = call.request;
  const requestId = requestIdFrom(request_id);
  const input = { userId, message, requestId, systemMessage, ...fromSettings(settings) };
  return streamTurn(caller, call, { requestId, begin: () => app.startChat(input) });
}

/** Asks a question and streams the answer. */
export function sendMessage(caller: Caller, call: AnswerCall<SendMessageRequest__Output>) {
  const { app, userId } = caller;
  const { chat_id: chatId, message, request_id, replaces } = call.request;
  const requestId = requestIdFrom(request_id);
  const input = { userId, chatId, message, requestId, replaces };
  return streamTurn(caller, call, { requestId, begin: () => app.sendMessage(input) });
}

/** Answers a question once more and streams that. */
export function regenerateAnswer(
  caller: Caller,
  call: AnswerCall<RegenerateAnswerRequest__Output>,
) {
  const { app, userId } = caller;
  const { chat_id: chatId, question_id: questionId, request_id } = call.request;
  const requestId = requestIdFrom(request_id);
  const input = { userId, chatId, questionId, requestId };
  return streamTurn(caller, call, { requestId, begin: () => app.regenerateAnswer(input) });
}

/** Lets an answer go on and streams what comes. */
export function continueAnswer(caller: Caller, call: AnswerCall<ContinueAnswerRequest__Output>) {
  const { app, userId } = caller;
  const { chat_id: chatId, answer_id: answerId } = call.request;
  const position = positionFrom(call.request.position);
  const input = { userId, chatId, answerId, position };
  return streamTurn(caller, call, { position, begin: () => app.continueAnswer(input) });
}

type TurnOptions = {
  readonly begin: () => Promise<Turn>;
  /** Whoever sends one means to come back for the answer. */
  readonly requestId?: string;
  readonly position?: number;
};

async function streamTurn<Request>(
  { app, userId }: Caller,
  call: AnswerCall<Request>,
  { begin, requestId, position }: TurnOptions,
): Promise<CallStatus | null> {
  const signal = cancellation(call);
  const { chatId, question, answers } = await begin();
  const answerIds = answers.map(({ id }) => id);
  // Once it has headers, a client that retries by itself (gRFC A6) does not ask a second time.
  call.sendMetadata(new Metadata());
  await sendEvent(call, {
    begun: { chat_id: chatId, question_id: question.id, answer_ids: answerIds },
  });
  const followed = answerIds.map((answerId) => ({ answerId, position }));
  const hasEnded = await sendAnswers(app, call, { userId, chatId, answers: followed, signal });
  if (hasEnded) return null;
  // The answers of a turn come from one request to the model and stop together.
  const [answerId] = answerIds;
  if (signal.aborted && !requestId) await app.stopAnswer({ userId, chatId, answerId: answerId! });
  return brokenOff;
}

/** Streams an answer from a position on. */
export async function followAnswer(
  { app, streams, userId }: Caller,
  call: AnswerCall<FollowAnswerRequest__Output>,
): Promise<CallStatus | null> {
  const { chat_id: chatId, answer_id: answerId } = call.request;
  const position = positionFrom(call.request.position);
  const cancelled = cancellation(call);
  await app.getAnswer(userId, chatId, answerId);
  streams.admit(userId);
  const displaced = new AbortController();
  const leave = streams.enter(userId, () => displaced.abort());
  try {
    call.sendMetadata(new Metadata());
    const signal = AbortSignal.any([cancelled, displaced.signal]);
    const answers = [{ answerId, position }];
    return await sendAnswers(app, call, { userId, chatId, answers, signal }) ? null : brokenOff;
  } finally {
    leave();
  }
}

/** Stops an answer. */
export async function stopAnswer(
  { app, userId }: Caller,
  { chat_id: chatId, answer_id: answerId }: StopAnswerRequest__Output,
): Promise<StopAnswerResponse> {
  await app.stopAnswer({ userId, chatId, answerId });
  return {};
}
