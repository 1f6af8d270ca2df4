import type { Chat } from "../chats/chat.ts";
import type { Turn } from "../chats/message.ts";
import { normalizeText } from "../text_input.ts";
import { type AnswerDeps, findAnswer, followAnswer } from "./answers.ts";
import { beginIdempotentTurn, beginKeyedTurn, type BegunTurn } from "./idempotent_turns.ts";
import type { SentRequest } from "./turn_gateway.ts";
import { regenerateAnswer, sendMessage, startChat, type TurnDeps } from "./turns.ts";

/** The use case behind the predecessor's calls. Errors are those of {@link App}. */
export interface ContinueOrStartUseCases {
  /**
   * Asks in the user's chat `chatId` as the predecessor did, or starts a chat when `chatId` is
   * absent, empty, or not a chat of this user.
   *
   * Clients of that contract retry by sending the same message again. So if the chat is answering
   * the same question right now, the call joins it, and both calls follow one answer. If the chat's
   * last question is the same, and its answer was stopped, failed or interrupted, the question is
   * answered once more instead of being stored a second time.
   *
   * @param input An `idempotencyKey` identifies a call, so a call with one joins no other. Nor does
   * a call with a `caller`, which may learn only of its own calls.
   * @throws as `startChat` and `sendMessage`
   */
  continueOrStartChat(input: ContinueOrStartInput): Promise<BegunTurn>;
}

type ContinueOrStartInput = {
  readonly userId: string;
  readonly chatId?: string;
  readonly message: string;
  readonly idempotencyKey?: string;
  readonly caller?: string;
};

type ContinueOrStartDeps = TurnDeps & AnswerDeps;

/** Binds the use case behind the predecessor's calls. */
export function createContinueOrStartUseCases(deps: ContinueOrStartDeps): ContinueOrStartUseCases {
  return { continueOrStartChat: (input) => continueOrStartChat(deps, input) };
}

async function continueOrStartChat(
  deps: ContinueOrStartDeps,
  { userId, chatId, message, idempotencyKey, caller }: ContinueOrStartInput,
): Promise<BegunTurn> {
  const findChat = async () => chatId ? await deps.chats.find(userId, chatId) : null;
  const begin = async (request: SentRequest) => {
    const chat = await findChat();
    return chat
      ? await ask(deps, chat, { message, request })
      : await startChat(deps, { userId, message }, request);
  };
  if (!idempotencyKey) {
    const findEarlier = async () =>
      caller === undefined ? await joinRunning(deps, await findChat(), message) : null;
    return await beginIdempotentTurn(deps, { userId, findEarlier, begin: () => begin(noRequest) });
  }
  // The chat's id is not part of it: a repeated call may send one that the first couldn't know yet.
  const asked = { call: "continueOrStartChat", message };
  return await beginKeyedTurn(deps, { userId, idempotencyKey, caller, asked, begin });
}

const noRequest: SentRequest = { idempotencyKey: null, requestDigest: null };

/** Asks at the end of the chat, or answers its last question once more. */
async function ask(
  deps: ContinueOrStartDeps,
  chat: Chat,
  { message, request }: { message: string; request: SentRequest },
): Promise<Turn> {
  const { userId, id: chatId } = chat;
  const questionId = await findUnanswered(deps, chat, message);
  return questionId === null
    ? await sendMessage(deps, { userId, chatId, message }, request)
    : await regenerateAnswer(deps, { userId, chatId, questionId }, request);
}

/** Id of the chat's last question, if it is this message and its answer is not complete. */
async function findUnanswered(
  { chats }: ContinueOrStartDeps,
  { userId, id, activeLeaf }: Chat,
  message: string,
): Promise<string | null> {
  const [question, answer] = await chats.path(userId, id, { from: activeLeaf, limit: 2 });
  if (question?.role !== "user" || answer?.role !== "assistant") return null;
  return question.content === normalizeText(message) && answer.state !== "complete"
    ? question.id
    : null;
}

/**
 * The turn that the chat is answering, if its question is this message; counts another caller for
 * its answer. If the answer is being stopped, such as after its last caller hung up, waits for its
 * end.
 */
async function joinRunning(
  deps: ContinueOrStartDeps,
  chat: Chat | null,
  message: string,
): Promise<Turn | null> {
  if (!chat?.answering) return null;
  const { userId, id: chatId } = chat;
  const question = await deps.turns.findQuestion(userId, chatId, chat.answering);
  if (question?.content !== normalizeText(message)) return null;
  const [answerId] = await deps.turns.findRunning(userId, chatId);
  if (answerId === undefined) return null;
  const key = { userId, chatId, answerId };
  if (await deps.turns.addCaller(key)) {
    return { chatId, question, answers: [await findAnswer(deps, key)] };
  }
  for await (const { ended } of followAnswer(deps, key)) if (ended) break;
  return null;
}
