import type { UserSettings } from "../accounts/user.ts";
import type { UserGateway } from "../accounts/user_gateway.ts";
import { answerInProgress, AppError, chatEnded } from "../app_error.ts";
import { type Chat, foundChat } from "../chats/chat.ts";
import { chatDefaults, type ChatDefaultsDeps } from "../chats/defaults.ts";
import type { Question, Turn } from "../chats/message.ts";
import { titleFromMessage } from "../chats/title.ts";
import type { TokenWindowDeps } from "../chats/token_window.ts";
import { modelOrDefault, modelProblem } from "../models/catalog.ts";
import type { ModelSettings } from "../models/settings.ts";
import { configProblems, refuseProblems } from "../models/settings_problems.ts";
import { said } from "../said.ts";
import { normalizeMessage, normalizeSystemMessage } from "../text_input.ts";
import { beginTurn, type BeginTurnDeps } from "./begin_turn.ts";
import { beginKeyedTurn, type BegunTurn, type IdempotentTurnDeps } from "./idempotent_turns.ts";
import type { SentRequest } from "./turn_gateway.ts";

/**
 * A new chat and its first question. Absent settings come from the user's defaults, or else the
 * operator's.
 */
export type NewChatInput = {
  readonly userId: string;
  readonly message: string;
  /** Idempotency key: the same user and key never ask twice. */
  readonly idempotencyKey?: string;
  /** Names a caller that may learn only of its own calls, see `ownCallsOf()`. */
  readonly caller?: string;
  readonly model?: string;
  readonly systemMessage?: string;
  readonly config?: Partial<ModelSettings>;
  /** The user's settings, if the caller has already read them. */
  readonly preferred?: UserSettings;
};

/**
 * The use cases that begin a turn. Errors are those of {@link App}. With an `idempotencyKey` that
 * was sent before, they return the turn which the earlier call began. They throw
 * `invalid_argument` on field `idempotencyKey` if that call asked for something else, even if only
 * with other settings, since this request would otherwise be lost; and if another `caller` sent it,
 * which must not learn what that call began.
 */
export interface TurnUseCases {
  /**
   * Starts a chat with its first question and begins to answer it. The question is stored when this
   * returns; the answer goes on even if the caller hangs up.
   *
   * @throws `invalid_argument`, `message_too_long`, `rate_limited`
   */
  startChat(input: NewChatInput): Promise<BegunTurn>;

  /**
   * Asks the next question at the end of the chat's active path, or another question in place of an
   * earlier one, which stays unchanged on a branch of its own.
   *
   * @param input `replaces` is the id of that earlier question.
   * @throws `invalid_argument`, `message_too_long`, `not_found`, `chat_ended`,
   * `answer_in_progress`, `rate_limited`
   */
  sendMessage(
    input: {
      userId: string;
      chatId: string;
      message: string;
      idempotencyKey?: string;
      caller?: string;
      replaces?: string;
    },
  ): Promise<BegunTurn>;

  /**
   * Answers any question of the chat again; the earlier answers stay beside the new one.
   *
   * @throws `not_found`, `message_too_long`, `chat_ended`, `answer_in_progress`, `rate_limited`
   */
  regenerateAnswer(
    input: {
      userId: string;
      chatId: string;
      questionId: string;
      idempotencyKey?: string;
      caller?: string;
    },
  ): Promise<BegunTurn>;
}

/** What the use cases that begin a turn work with. */
export type TurnDeps =
  & BeginTurnDeps
  & IdempotentTurnDeps
  & ChatDefaultsDeps
  & { readonly users: UserGateway };

/** Binds the use cases that begin a turn. */
export function createTurnUseCases(deps: TurnDeps): TurnUseCases {
  return {
    startChat({ preferred, ...input }) {
      const { userId, idempotencyKey, caller, ...asked } = input;
      return beginKeyedTurn(deps, {
        userId,
        idempotencyKey,
        caller,
        asked: { call: "startChat", ...asked },
        begin: (request) => startChat(deps, { ...input, preferred }, request),
      });
    },
    sendMessage({ userId, idempotencyKey, caller, ...asked }) {
      return beginKeyedTurn(deps, {
        userId,
        idempotencyKey,
        caller,
        asked: { call: "sendMessage", ...asked },
        begin: (request) => sendMessage(deps, { userId, ...asked }, request),
      });
    },
    regenerateAnswer({ userId, idempotencyKey, caller, ...asked }) {
      return beginKeyedTurn(deps, {
        userId,
        idempotencyKey,
        caller,
        asked: { call: "regenerateAnswer", ...asked },
        begin: (request) => regenerateAnswer(deps, { userId, ...asked }, request),
      });
    },
  };
}

/** Starts a chat like {@link TurnUseCases.startChat}, but again on every call. */
export async function startChat(
  deps: TurnDeps,
  input: NewChatInput,
  request: SentRequest,
): Promise<Turn> {
  const { users, models, clock, newId } = deps;
  const content = normalizeMessage(input.message);
  const now = clock.now();
  const preferred = input.preferred ?? (await users.find(input.userId))?.settings ?? {};
  await models.prepare(input.model ?? preferred.model);
  const defaults = chatDefaults(deps, preferred, input.model);
  const config = { ...defaults.config, ...input.config };
  refuseProblems({
    ...modelProblem(models.catalog, input.model),
    ...configProblems(config, defaults.model),
  });
  const questionId = newId();
  const chat: Chat = {
    id: newId(),
    revision: 1,
    userId: input.userId,
    title: titleFromMessage(content),
    systemMessage: input.systemMessage === undefined
      ? defaults.systemMessage
      : normalizeSystemMessage(input.systemMessage),
    status: "active",
    config,
    activeLeaf: questionId,
    answering: questionId,
    memoryBeginsAt: null,
    tokenUsage: { promptTokens: 0, completionTokens: 0 },
    pinned: false,
    archived: false,
    createdAt: now,
    updatedAt: now,
  };
  const question = await newQuestion(deps, chat, { id: questionId, parentId: null, content });
  return await beginTurn(deps, {
    chat,
    question,
    isNewChat: true,
    expectedLeaf: chat.activeLeaf,
    isNewQuestion: true,
    ...request,
  });
}

/** Asks a question like {@link TurnUseCases.sendMessage}, but again on every call. */
export async function sendMessage(
  deps: TurnDeps,
  input: Parameters<TurnUseCases["sendMessage"]>[0],
  request: SentRequest,
): Promise<Turn> {
  const content = normalizeMessage(input.message);
  const chat = await findWritableChat(deps, input);
  const replaced = input.replaces && await findQuestion(deps, chat, input.replaces);
  const parentId = replaced ? replaced.parentId : chat.activeLeaf;
  const question = await newQuestion(deps, chat, { id: deps.newId(), parentId, content });
  return await beginTurn(deps, {
    chat,
    question,
    isNewChat: false,
    expectedLeaf: chat.activeLeaf,
    isNewQuestion: true,
    ...request,
  });
}

/** Answers a question like {@link TurnUseCases.regenerateAnswer}, but again on every call. */
export async function regenerateAnswer(
  deps: TurnDeps,
  input: Parameters<TurnUseCases["regenerateAnswer"]>[0],
  request: SentRequest,
): Promise<Turn> {
  const chat = await findWritableChat(deps, input);
  const question = await findQuestion(deps, chat, input.questionId);
  return await beginTurn(deps, {
    chat,
    question,
    isNewChat: false,
    expectedLeaf: chat.activeLeaf,
    isNewQuestion: false,
    ...request,
  });
}

/**
 * The chat, if it can take a message: refuses before tokens are counted what storing the turn would
 * refuse later. A chat whose model is no longer in the catalogue gets the default model.
 */
export async function findWritableChat(
  { chats, models }: Pick<TokenWindowDeps, "chats" | "models">,
  { userId, chatId }: { userId: string; chatId: string },
): Promise<Chat> {
  const chat = foundChat(await chats.find(userId, chatId));
  if (chat.status === "ended") throw chatEnded();
  if (chat.answering) throw answerInProgress();
  await models.prepare(chat.config.model);
  const model = modelOrDefault(models.catalog, chat.config.model).name;
  return { ...chat, config: { ...chat.config, model } };
}

async function findQuestion({ turns }: TurnDeps, chat: Chat, id: string): Promise<Question> {
  const question = await turns.findQuestion(chat.userId, chat.id, id);
  if (question) return question;
  throw new AppError("not_found", said`There is no such question`);
}

async function newQuestion(
  { tokenizer, clock }: TurnDeps,
  chat: Chat,
  question: Pick<Question, "id" | "parentId" | "content">,
): Promise<Question> {
  return {
    ...question,
    chatId: chat.id,
    userId: chat.userId,
    role: "user",
    tokens: await tokenizer.count(question.content, chat.config.model),
    createdAt: clock.now(),
  };
}
