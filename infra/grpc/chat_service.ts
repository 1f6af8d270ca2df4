import { Metadata, type ServerWritableStream } from "@grpc/grpc-js";
import { ownCallsOf, rightOf } from "../../domain/accounts/acting_user.ts";
import type { App } from "../../domain/app.ts";
import { toIdempotencyKey } from "../../domain/answers/idempotency_key.ts";
import { boundByRight } from "../../domain/accounts/held_rights.ts";
import type { Log } from "../../domain/log.ts";
import type { Answer } from "../../domain/chats/message.ts";
import { actFor } from "./call_authentication.ts";
import type { ErrorTrailers } from "./error_trailers.ts";
import type { ChatRequest__Output } from "./generated/pb/ChatRequest.ts";
import type { ChatResponse } from "./generated/pb/ChatResponse.ts";
import type { ChatServiceHandlers } from "./generated/pb/ChatService.ts";
import { normalizeIds } from "./normalize_ids.ts";
import { cancellation, drained } from "./paced_call.ts";
import { statusFromAnswer } from "./status_from_answer.ts";
import { failedCall } from "./failed_call.ts";
import type { CallStatus } from "./status_from_error.ts";

type ChatCall = ServerWritableStream<ChatRequest__Output, ChatResponse>;
type AnswerKey = { readonly userId: string; readonly chatId: string; readonly answerId: string };

/** What the service needs. */
export type ChatServiceDeps = {
  readonly app: App;
  /** Logs the errors that callers are not told. */
  readonly log: Log;
  readonly errorTrailers: ErrorTrailers;
};

/** Metadata that makes a call idempotent. */
const IDEMPOTENCY_KEY = "idempotency-key";

/** The contract's names of the domain's fields. */
const fieldNames = { message: "user_message", idempotencyKey: IDEMPOTENCY_KEY };

/**
 * `pb.ChatService`, the predecessor's contract: asks a question, and sends the whole text so far
 * each time the answer has grown.
 */
export function createLegacyChatService(
  { app, log, errorTrailers }: ChatServiceDeps,
): ChatServiceHandlers {
  function endCall(call: ChatCall, failure: CallStatus | null): void {
    if (call.cancelled) return;
    if (failure) call.emit("error", errorTrailers.end(failure));
    else call.end();
  }

  return {
    async ChatStream(call) {
      try {
        endCall(call, await chatStream(app, call));
      } catch (error) {
        const { metadata } = call;
        endCall(call, failedCall(error, { log, method: call.getPath(), metadata, fieldNames }));
      }
    },
  };
}

async function chatStream(
  app: App,
  call: ChatCall,
): Promise<CallStatus | null> {
  const cancelled = cancellation(call);
  const { principal, userId } = await actFor(call.metadata, app, {
    userId: call.request.user_id,
    scope: "chat:write",
  });
  normalizeIds(call.request);
  const { chat_id: chatId, user_message: message } = call.request;
  const idempotencyKey = toIdempotencyKey(
    call.metadata.get(IDEMPOTENCY_KEY)[0]?.toString(),
    IDEMPOTENCY_KEY,
  );
  if (cancelled.aborted) return null;
  using wait = boundByRight(app, rightOf(principal, userId), cancelled);
  const { signal } = wait;

  const caller = ownCallsOf(principal);
  const turn = await app.continueOrStartChat({ userId, chatId, message, idempotencyKey, caller });
  const [answer] = turn.answers;
  if (!answer) throw new Error(`Turn of question ${turn.question.id} has no answer`);
  const key = { userId, chatId: turn.chatId, answerId: answer.id };

  // A client that retries by itself (gRFC A6) doesn't do so once it has received headers.
  call.sendMetadata(new Metadata());
  const ended = await sendAnswer(app, call, key, signal);
  // With an idempotency key the caller can come back for the answer, so it isn't stopped.
  try {
    if (!ended && signal.aborted && !idempotencyKey) await app.leaveAnswer(key);
  } finally {
    // Before an error about the answer: when the account is gone, its answers are gone, too.
    if (!ended) wait.assertRight();
  }
  return statusFromAnswer(ended);
}

/**
 * Sends the answer at the pace at which the client reads it.
 *
 * @returns The answer in its final state, or `null` when the client hung up or the server stopped.
 */
async function sendAnswer(
  app: App,
  call: ChatCall,
  key: AnswerKey,
  signal: AbortSignal,
): Promise<Answer | null> {
  let sent = 0;
  for await (const { text, ended } of app.followAnswer({ ...key, signal })) {
    const isEmptyAnswer = text === "" && ended !== null && statusFromAnswer(ended) === null;
    if (text.length > sent || isEmptyAnswer) {
      sent = text.length;
      // Protobuf strings are UTF-8, which can't encode half a surrogate pair.
      const content = text.toWellFormed();
      const isWritable = call.write({ chat_id: key.chatId, user_id: key.userId, content });
      if (!isWritable && !ended) await drained(call, signal);
    }
    if (ended) return ended;
  }
  return null;
}
