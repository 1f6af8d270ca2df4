import type { Answer, Question } from "../../../domain/chats/message.ts";
import type { Chat } from "../../../domain/chats/chat.ts";
import { chatRow } from "../../../infra/db/chats/chat_rows.ts";
import { answerRow, questionRow } from "../../../infra/db/chats/message_rows.ts";
import { openDatabase } from "../../../infra/db/connection/open_database.ts";
import { uuidV7 } from "../../../infra/runtime/uuid_v7.ts";
import { sampleConfig } from "../../support/app/sample_messages.ts";

/** A chat to store. */
export type StoredChat = {
  /** The id of its user. */
  readonly email: string;
  readonly title?: string;
  /** How many messages it has; even. */
  readonly messages: number;
  /** The text of every question, and its tokens. */
  readonly question: Said;
  /** The text of every answer, and its tokens. */
  readonly answer: Said;
};

/** A text and its length in tokens. */
export type Said = { readonly content: string; readonly tokens: number };

/** Messages in one insert: SQLite takes 32,766 parameters. */
const BATCH = 1_000;

/** Stores a chat in one go, as it would be after many turns. @returns its id. */
export async function storeChat(databaseUrl: string, stored: StoredChat): Promise<string> {
  const database = await openDatabase(databaseUrl);
  try {
    return await database.transaction(async (tx) => {
      const user = await tx.selectFrom("users").select("id").where("email", "=", stored.email)
        .executeTakeFirstOrThrow();
      const { chat, rows } = makeChat(user.id, stored);
      await tx.insertInto("chats").values(chatRow(chat)).execute();
      for (let i = 0; i < rows.length; i += BATCH) {
        await tx.insertInto("messages").values(rows.slice(i, i + BATCH)).execute();
      }
      return chat.id;
    });
  } finally {
    await database.close();
  }
}

/** A chat and the rows of its messages. */
export function makeChat(userId: string, stored: StoredChat) {
  const chatId = uuidV7();
  const base = { chatId, userId };
  let parentId: string | null = null;
  const rows = Array.from({ length: stored.messages / 2 }).flatMap(() => {
    const question = makeQuestion({ ...base, ...stored.question, parentId });
    const answer = makeAnswer({ ...base, ...stored.answer, parentId: question.id });
    parentId = answer.id;
    const turn = {
      turnId: answer.id,
      idempotencyKey: null,
      requestDigest: null,
      instanceId: "bench",
    };
    return [questionRow(question), answerRow(answer, turn)];
  });
  return { rows, chat: makeChatItself(chatId, userId, parentId!, stored.title) };
}

type Place = Said & Pick<Question, "chatId" | "userId" | "parentId">;

function makeQuestion(place: Place): Question {
  return { ...place, id: uuidV7(), role: "user", createdAt: new Date() };
}

function makeAnswer(place: Place & { readonly parentId: string }): Answer {
  return {
    ...place,
    id: uuidV7(),
    role: "assistant",
    createdAt: new Date(),
    model: "fake-model",
    state: "complete",
    finishReason: "stop",
    errorCode: null,
    retryAt: null,
    leftOut: [],
    promptTokens: 0,
    completionTokens: place.tokens,
    cachedPromptTokens: null,
    finishedAt: new Date(),
    thinking: null,
  };
}

function makeChatItself(
  id: string,
  userId: string,
  activeLeaf: string,
  title = "A chat of the bench",
): Chat {
  return {
    id,
    revision: 1,
    userId,
    activeLeaf,
    title,
    systemMessage: "",
    status: "active",
    config: sampleConfig,
    answering: null,
    memoryBeginsAt: null,
    tokenUsage: { promptTokens: 0, completionTokens: 0 },
    pinned: false,
    archived: false,
    createdAt: new Date(),
    updatedAt: new Date(),
  };
}
