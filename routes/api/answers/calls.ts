import { ownCallsOf, requireScope } from "../../../domain/accounts/acting_user.ts";
import { thoughtIn } from "../../../domain/chats/message.ts";
import { paths } from "../../../views/paths.ts";
import type { Api, Call } from "../api.ts";
import { configFromJson } from "../chats/schema.ts";
import {
  continueAnswerOperation,
  followAnswerOperation,
  regenerateAnswerOperation,
  sendMessageOperation,
  startChatOperation,
  stopAnswerOperation,
} from "./operations.ts";
import { type ResponseDeps, TurnResponses } from "./responses.ts";

/** Serves the operations that begin, follow and stop answers. */
export function serveTurns(api: Api, deps: ResponseDeps): void {
  const { app } = deps;
  const responses = new TurnResponses(deps);

  api.serve(startChatOperation, async (call) => {
    const { userId, body: { message, system_message: systemMessage, settings } } = call;
    const { model, ...config } = configFromJson(settings ?? {});
    const input = { ...senderOf(call), message, systemMessage, model, config };
    const turn = await app.startChat({ userId, ...input });
    return await responses.begun(call, {
      ...keyOf(call),
      turn,
      location: paths.apiChat(turn.chatId),
    });
  });

  api.serve(sendMessageOperation, async (call) => {
    const { userId, params: { chat: chatId }, body } = call;
    const turn = await app.sendMessage({ userId, chatId, ...senderOf(call), ...body });
    const location = paths.apiMessage(chatId, turn.question.id);
    return await responses.begun(call, { ...keyOf(call), turn, location });
  });

  api.serve(regenerateAnswerOperation, async (call) => {
    const { userId, params: { chat: chatId }, body: { question_id: questionId } } = call;
    const turn = await app.regenerateAnswer({ userId, chatId, questionId, ...senderOf(call) });
    const location = paths.apiMessage(chatId, turn.answers[0]!.id);
    return await responses.begun(call, { ...keyOf(call), turn, location });
  });

  api.serve(continueAnswerOperation, async (call) => {
    const { principal, userId, params: { chat: chatId, answer: answerId }, body } = call;
    const { position } = body;
    const turn = await app.continueAnswer({ userId, chatId, answerId, position });
    // A repeated call returns text that an earlier call made, so it needs the right to read.
    if (turn.isRepeated) requireScope(principal, "chat:read");
    const thinkingPosition = thoughtIn(turn.answers[0]!).length;
    const start = { position, thinkingPosition: turn.isRepeated ? 0 : thinkingPosition };
    return await responses.begun(call, { ...keyOf(call), turn, start });
  });

  api.serve(followAnswerOperation, async (call) => {
    const { userId, params: { chat, answer: answerId }, query, headers } = call;
    const answer = await app.getAnswer(userId, chat, answerId);
    const resumed = headers["Last-Event-ID"];
    const { position, thinking_position: thinkingPosition } = query;
    return await responses.followed(call, answer, {
      resumed,
      start: { position, thinkingPosition },
    });
  });

  api.serve(
    stopAnswerOperation,
    async ({ c, userId, params: { chat: chatId, answer: answerId } }) => {
      await app.stopAnswer({ userId, chatId, answerId });
      return c.body(null, 204);
    },
  );
}

type KeyedHeaders = typeof startChatOperation extends { headers?: infer H } ? H : never;

/** The key and the caller, which tell a repeated call from a new one. */
function senderOf(call: Pick<Call<never, NonNullable<KeyedHeaders>>, "headers" | "principal">) {
  return { idempotencyKey: keyOf(call).idempotencyKey, caller: ownCallsOf(call.principal) };
}

/** The headers that say whether a call may be repeated, and where its stream resumes. */
function keyOf({ headers }: Pick<Call<never, NonNullable<KeyedHeaders>>, "headers">) {
  const idempotencyKey = headers["Idempotency-Key"];
  return {
    idempotencyKey,
    isKept: idempotencyKey !== undefined,
    resumed: headers["Last-Event-ID"],
  };
}
