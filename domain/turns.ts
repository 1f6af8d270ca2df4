import { answerInProgress, AppError, chatEnded, invalidArgument } from "./app_error.ts";
import type { App, NewChatInput } from "./app.ts";
import type { RunnerDeps } from "./app_deps.ts";
import type { Chat } from "./chat.ts";
import { validateChatConfig } from "./chat_config.ts";
import type { Prompt } from "./running_turn.ts";
import type { Answer, Message, Question, Turn } from "./message.ts";
import { findModel, modelOrDefault } from "./model_catalog.ts";
import { normalizeMessage, normalizeSystemMessage, titleFromMessage } from "./text_input.ts";
import {
  assertMessageFits,
  messageBudget,
  promptTokens,
  tokenWindow,
  toPrompt,
} from "./token_window.ts";

type TurnUseCases = Pick<
  App,
  "startChat" | "sendMessage" | "continueOrStartChat" | "regenerateAnswer"
>;

/** A turn that is about to be stored and answered. */
type TurnPlan = {
  readonly chat: Chat;
  readonly isNewChat: boolean;
  readonly question: Question;
  readonly isNewQuestion: boolean;
  readonly requestId: string | null;
};

/** Binds the use cases that begin a turn. */
export function createTurnUseCases(deps: RunnerDeps): TurnUseCases {
  return {
    startChat: (input) => once(deps, input, () => startChat(deps, input)),
    sendMessage: (input) => once(deps, input, () => sendMessage(deps, input)),
    async continueOrStartChat({ chatId, ...input }) {
      const chat = chatId ? await deps.chats.find(input.userId, chatId) : null;
      return await once(
        deps,
        input,
        () => chat ? sendMessage(deps, { ...input, chatId: chat.id }) : startChat(deps, input),
      );
    },
    regenerateAnswer: (input) => once(deps, input, () => regenerateAnswer(deps, input)),
  };
}

/**
 * Answers a repeated request with the turn it began; lets a new one pass the limits. One that comes
 * while the first is being stored is refused like any second question, and known only then.
 */
async function once(
  deps: RunnerDeps,
  { userId, requestId }: { userId: string; requestId?: string },
  begin: () => Promise<Turn>,
): Promise<Turn> {
  const findEarlier = async () =>
    requestId ? await deps.turns.findByRequest(userId, requestId) : null;
  const earlier = await findEarlier();
  if (earlier) return earlier;
  deps.runner.assertOpen();
  await deps.rateLimiter.take(`send:${userId}`, deps.settings.limits.sends);
  try {
    return await begin();
  } catch (error) {
    const simultaneous = await findEarlier();
    if (simultaneous) return simultaneous;
    throw error;
  }
}

async function startChat(deps: RunnerDeps, input: NewChatInput): Promise<Turn> {
  const { settings, clock, newId } = deps;
  const content = normalizeMessage(input.message);
  const now = clock.now();
  const model = findModel(settings.models, input.model ?? settings.defaultConfig.model);
  const questionId = newId();
  const chat: Chat = {
    id: newId(),
    userId: input.userId,
    title: titleFromMessage(content),
    systemMessage: input.systemMessage === undefined
      ? settings.defaultSystemMessage
      : normalizeSystemMessage(input.systemMessage),
    status: "active",
    config: validateChatConfig({ ...settings.defaultConfig, ...input.config, model: model.name }),
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
    isNewQuestion: true,
    requestId: input.requestId ?? null,
  });
}

async function sendMessage(
  deps: RunnerDeps,
  input: Parameters<App["sendMessage"]>[0],
): Promise<Turn> {
  const content = normalizeMessage(input.message);
  const chat = await findWritableChat(deps, input);
  const question = await newQuestion(deps, chat, {
    id: deps.newId(),
    parentId: chat.activeLeaf,
    content,
  });
  return await beginTurn(deps, {
    chat,
    question,
    isNewChat: false,
    isNewQuestion: true,
    requestId: input.requestId ?? null,
  });
}

async function regenerateAnswer(
  deps: RunnerDeps,
  input: Parameters<App["regenerateAnswer"]>[0],
): Promise<Turn> {
  const chat = await findWritableChat(deps, input);
  const question = await deps.turns.findQuestion(input.userId, chat.id, input.questionId);
  if (!question) throw new AppError("not_found", "There is no such question");
  const last = await deps.turns.findAnswer(input.userId, chat.id, chat.activeLeaf);
  if (last?.parentId !== question.id) {
    throw invalidArgument(
      "question",
      "Cannot answer this question again: newer messages follow it",
    );
  }
  return await beginTurn(deps, {
    chat,
    question,
    isNewChat: false,
    isNewQuestion: false,
    requestId: input.requestId ?? null,
  });
}

/**
 * Refuses early what storing the turn would refuse, before tokens are counted. A chat whose model the
 * operator has taken off the catalogue goes on with the default one.
 */
async function findWritableChat(
  { chats, settings }: RunnerDeps,
  { userId, chatId }: { userId: string; chatId: string },
): Promise<Chat> {
  const chat = await chats.find(userId, chatId);
  if (!chat) throw new AppError("not_found", "There is no such chat");
  if (chat.status === "ended") throw chatEnded();
  if (chat.answering) throw answerInProgress();
  const model = modelOrDefault(settings.models, chat.config.model).name;
  return { ...chat, config: { ...chat.config, model } };
}

async function newQuestion(
  { tokenizer, clock }: RunnerDeps,
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

/** Fits the window, stores the turn, and only then begins to answer it. */
async function beginTurn(deps: RunnerDeps, plan: TurnPlan): Promise<Turn> {
  const { prompt, memoryBeginsAt } = await fitPrompt(deps, plan);
  const answers = newAnswers(deps, plan);
  const { isRepeat, ...turn } = await deps.turns.begin({
    ...plan,
    chat: {
      ...plan.chat,
      activeLeaf: answers[0]!.id,
      answering: plan.question.id,
      memoryBeginsAt,
      updatedAt: answers[0]!.createdAt,
    },
    answers,
    instanceId: deps.instanceId,
  });
  if (!isRepeat) deps.runner.begin(turn, prompt);
  return turn;
}

async function fitPrompt(
  deps: RunnerDeps,
  { chat, question }: TurnPlan,
): Promise<{ prompt: Prompt; memoryBeginsAt: string | null }> {
  const { userId, id: chatId, config, systemMessage } = chat;
  const model = findModel(deps.settings.models, config.model);
  const systemTokens = await deps.tokenizer.count(systemMessage, model.name);
  const budget = messageBudget(model, config, systemTokens);
  assertMessageFits(question.tokens, budget, model);
  const from = question.parentId;
  const earlier = from ? await deps.chats.window(userId, chatId, { from, tokens: budget }) : [];
  const path = await Promise.all([...earlier, question].map((message) => counted(deps, message)));
  const window = tokenWindow(path, budget);
  const oldest = window[0];
  return {
    prompt: {
      config,
      messages: toPrompt(systemMessage, window),
      tokens: promptTokens(window, systemTokens),
    },
    memoryBeginsAt: oldest && oldest.parentId !== null ? oldest.id : null,
  };
}

/** Whoever interrupts a dead process's answer can't count its tokens, so that is done here. */
async function counted({ tokenizer }: RunnerDeps, message: Message): Promise<Message> {
  if (message.role === "user" || message.state !== "interrupted") return message;
  return { ...message, tokens: await tokenizer.count(message.content, message.model) };
}

function newAnswers({ newId, clock }: RunnerDeps, { chat, question }: TurnPlan): Answer[] {
  return Array.from({ length: chat.config.n }, () => ({
    id: newId(),
    chatId: chat.id,
    userId: chat.userId,
    parentId: question.id,
    role: "assistant",
    content: "",
    tokens: 0,
    createdAt: clock.now(),
    model: chat.config.model,
    state: "streaming",
    finishReason: null,
    errorCode: null,
    promptTokens: null,
    completionTokens: null,
    finishedAt: null,
  }));
}
