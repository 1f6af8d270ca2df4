import { openDatabase } from "../../../infra/db/connection/open_database.ts";
import { chatRow } from "../../../infra/db/chats/chat_rows.ts";
import { shelfOf, termsOf } from "../../../infra/db/search/search_terms.ts";
import { makeChat, type StoredChat } from "./store_chat.ts";

/** Chats in one transaction. */
const BATCH = 500;

/** Rows in one insert of entries. */
const ENTRIES = 3 * BATCH;

/** Many chats of the same user. */
export type ManyChats = Omit<StoredChat, "title"> & {
  readonly count: number;
  /** The title of the n-th. */
  readonly titleOf: (n: number) => string;
};

/** Stores chats as they would be after many turns, entered into search. @returns the last one's id. */
export async function storeManyChats(databaseUrl: string, many: ManyChats): Promise<string> {
  const database = await openDatabase(databaseUrl);
  try {
    const { id: userId } = await database.db.selectFrom("users").select("id")
      .where("email", "=", many.email).executeTakeFirstOrThrow();
    let last = "";
    for (let n = 0; n < many.count; n += BATCH) {
      const count = Math.min(BATCH, many.count - n);
      const made = Array.from(
        { length: count },
        (_, i) => makeChat(userId, { ...many, title: many.titleOf(n + i) }),
      );
      const entries = made.flatMap(({ chat, rows }) => [
        entry("title", chat.title, { userId, chatId: chat.id, messageId: "" }),
        ...rows.map(({ id, content }) =>
          entry("message", content, { userId, chatId: chat.id, messageId: id })
        ),
      ]);
      await database.transaction(async (tx) => {
        await tx.insertInto("chats").values(made.map(({ chat }) => chatRow(chat))).execute();
        await tx.insertInto("messages").values(made.flatMap(({ rows }) => rows)).execute();
        for (let i = 0; i < entries.length; i += ENTRIES) {
          await tx.insertInto("search_entries").values(entries.slice(i, i + ENTRIES)).execute();
        }
      });
      last = made.at(-1)!.chat.id;
    }
    return last;
  } finally {
    await database.close();
  }
}

type Place = { readonly userId: string; readonly chatId: string; readonly messageId: string };

function entry(kind: "title" | "message", text: string, { userId, chatId, messageId }: Place) {
  const shelf = shelfOf(userId, kind);
  const steps = termsOf(shelf, text);
  let step = steps.next();
  while (!step.done) step = steps.next();
  return { shelf, chat_id: chatId, message_id: messageId, words: step.value };
}
