import type { Chat } from "../chats/chat.ts";
import type { Turn } from "../chats/message.ts";
import { normalizeText } from "../text_input.ts";
import { type AnswerDeps, findAnswer, followAnswer } from "./answers.ts";
import { type BegunTurn, once } from "./once.ts";
import { sendOnce } from "./send_once.ts";
import type { SentRequest } from "./turn_gateway.ts";
import { regenerateAnswer, sendMessage, startChat, type TurnDeps } from "./turns.ts";

/** The use case behind the predecessor's calls. Errors are those of {@link App}. */
export interface ContinueOrStartUseCases {
  /**
   * As the predecessor did: goes on in the user's chat `chatId`, or starts a chat when that is
   * absent, empty, or not a chat of this user.
   *
   * Clients of that contract repeat a call with nothing but the same words. So a question that the chat
   * is answering right now is not asked again: the call joins it, and both follow one answer. And where
   * the chat ends in this question, with an answer that was stopped, failed or interrupted, it is
   * answered once more instead of being stored a second time.
   *
   * @param input A `requestId` names its own call, so such a call joins no other. Nor does one of a `caller`
   * that may be told of its own calls alone.
   * @throws as `startChat` and `sendMessage`
   */
  continueOrStartChat(input: ContinueOrStartInput): Promise<BegunTurn>;
}

type ContinueOrStartInput = {
  readonly userId: string;
  readonly chatId?: string;
  readonly message: string;
  readonly requestId?: string;
  readonly caller?: string;
};

type ContinueOrStartDeps = TurnDeps & AnswerDeps;

/** Binds the use case behind the predecessor's calls. */
export function createContinueOrStartUseCases(deps: ContinueOrStartDeps): ContinueOrStartUseCases {
  return { continueOrStartChat: (input) => continueOrStartChat(deps, input) };
}

async function continueOrStartChat(
  deps: ContinueOrStartDeps,
  { userId, chatId, message, requestId, caller }: ContinueOrStartInput,
): Promise<BegunTurn> {
  const findChat = async () => chatId ? await deps.chats.find(userId, chatId) : null;
  const begin = async (request: SentRequest) => {
    const chat = await findChat();
    return chat
      ? await ask(deps, chat, { message, request })
      : await startChat(deps, { userId, message }, request);
  };
  if (!requestId) {
    const findEarlier = async () =>
      caller === undefined ? await joinRunning(deps, await findChat(), message) : null;
    return await once(deps, { userId, findEarlier, begin: () => begin(noRequest) });
  }
  // Whoever repeats the call may know the chat by now.
  const asked = { call: "continueOrStartChat", message };
  return await sendOnce(deps, { userId, requestId, caller, asked, begin });
}

const noRequest: SentRequest = { requestId: null, requestDigest: null };

/** Asks at the end of the chat, or once more what it ends with. */
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

/** Id of the chat's last question, if it has these words and its answer did not come to its end. */
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
 * The turn that the chat is answering, if it has these words; its answer has a caller more then. One that
 * is being stopped, such as by a caller that has just gone, is waited for instead.
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
