import type { Insertable, Kysely, Transaction } from "kysely";
import { TimeSlices } from "../../runtime/time_slices.ts";
import { batches } from "../connection/batches.ts";
import type { Schema, SearchEntriesTable } from "../connection/schema.ts";
import { shelfOf, termsOf } from "./search_terms.ts";

type Entry = Insertable<SearchEntriesTable>;

/**
 * Enters messages into the search index, and the titles of chats that begin with one of them. Skips
 * messages that are streaming or empty. Must be called in the transaction that stores or ends them.
 *
 * @param ids No more than one statement takes.
 */
export async function indexMessages(
  tx: Transaction<Schema>,
  ids: readonly string[],
): Promise<void> {
  const rows = await tx.selectFrom("messages as m")
    .innerJoin("chats as c", "c.id", "m.chat_id")
    .leftJoin(
      "search_entries as e",
      (on) => on.onRef("e.chat_id", "=", "m.chat_id").onRef("e.message_id", "=", "m.id"),
    )
    .select(["m.id", "m.chat_id", "m.user_id", "m.parent_id", "m.role", "m.state", "m.content"])
    .select(["c.title", "e.id as entry"])
    .where("m.id", "in", ids).orderBy("m.id").execute();
  // Questions never change; an answer may have been continued.
  const due = rows.filter(({ role, state, content, entry }) =>
    content !== "" && state !== "streaming" && (entry === null || role === "assistant")
  );
  const entered = due.map(({ entry }) => entry).filter((entry) => entry !== null);
  if (entered.length > 0) {
    await tx.deleteFrom("search_entries").where("id", "in", entered).execute();
  }
  const firsts = rows.filter(({ parent_id }) => parent_id === null);
  const titles = await withoutEntry(tx, firsts);
  const slices = new TimeSlices();
  const entries = await Promise.all([
    ...titles.map((chat) => titleEntry(slices, chat)),
    ...due.map((row) => messageEntry(slices, row)),
  ]);
  for (const batch of batches(entries, ({ words }) => words.length)) {
    await tx.insertInto("search_entries").values(batch).execute();
  }
}

/** Enters a chat's title again. Must be called in the transaction that changes it. */
export async function indexTitle(tx: Transaction<Schema>, chatId: string): Promise<void> {
  await forgetTitles(tx, [chatId]);
  const chat = await tx.selectFrom("chats").select(["id as chat_id", "user_id", "title"])
    .where("id", "=", chatId).executeTakeFirst();
  if (chat) {
    await tx.insertInto("search_entries").values(await titleEntry(new TimeSlices(), chat))
      .execute();
  }
}

/** Removes the entries of messages. */
export async function forgetMessages(
  tx: Kysely<Schema>,
  chatIds: readonly string[],
  ids: readonly string[],
): Promise<void> {
  await tx.deleteFrom("search_entries")
    .where("chat_id", "in", chatIds).where("message_id", "in", ids).execute();
}

/** Removes the entries of chats' titles. */
export async function forgetTitles(tx: Kysely<Schema>, chatIds: readonly string[]): Promise<void> {
  await tx.deleteFrom("search_entries")
    .where("chat_id", "in", chatIds).where("message_id", "=", "").execute();
}

/** Removes the entries of chats, which some servers would keep because they ignore foreign keys. */
export async function forgetChats(tx: Kysely<Schema>, chatIds: readonly string[]): Promise<void> {
  await tx.deleteFrom("search_entries").where("chat_id", "in", chatIds).execute();
}

type Place = { readonly chat_id: string; readonly user_id: string };

/** The chats whose title has no entry, without duplicates. */
async function withoutEntry<T extends Place>(db: Kysely<Schema>, chats: readonly T[]) {
  const byId = new Map(chats.map((chat) => [chat.chat_id, chat]));
  if (byId.size === 0) return [];
  const entries = await db.selectFrom("search_entries").select("chat_id")
    .where("chat_id", "in", [...byId.keys()]).where("message_id", "=", "").execute();
  for (const { chat_id } of entries) byId.delete(chat_id);
  return [...byId.values()];
}

function titleEntry(slices: TimeSlices, chat: Place & { readonly title: string }): Promise<Entry> {
  return entryOf("title", chat, { messageId: "", text: chat.title, slices });
}

type Row = Place & { readonly id: string; readonly content: string };

function messageEntry(slices: TimeSlices, row: Row): Promise<Entry> {
  return entryOf("message", row, { messageId: row.id, text: row.content, slices });
}

type EntryText = {
  readonly messageId: string;
  readonly text: string;
  readonly slices: TimeSlices;
};

/** Makes the entry of a text, in slices of time because the text may be long. */
async function entryOf(
  kind: "title" | "message",
  { chat_id, user_id }: Place,
  { messageId, text, slices }: EntryText,
): Promise<Entry> {
  const shelf = shelfOf(user_id, kind);
  const words = await slices.run(termsOf(shelf, text));
  return { shelf, chat_id, message_id: messageId, words };
}
