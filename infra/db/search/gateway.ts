import { type Kysely, sql } from "kysely";
import type { Find, Finds, Lookup, SearchGateway } from "../../../domain/search/gateway.ts";
import type { Database } from "../connection/database.ts";
import type { EntryFinder, FoundEntries } from "./entry_finder.ts";
import { mysqlEntryFinder, probeFullText } from "./mysql_entry_finder.ts";
import type { Schema } from "../connection/schema.ts";
import { searchedText, shelfOf, wantedTerm } from "./search_terms.ts";
import { findSqliteEntries } from "./sqlite_entry_finder.ts";

/** Entries that a lookup without words reads at most; in SQLite reading blocks the process. */
const READ_AT_ONCE = 4_000;

/** How many texts one statement reads. */
const FINDS_AT_ONCE = 64;

/** Text that one lookup holds in memory, in UTF-16 code units; a message may have two million. */
const MAX_CHARACTERS = 2_000_000;

/** {@link SearchGateway} in SQL. */
export class SqlSearchGateway implements SearchGateway {
  readonly #database: Database;
  readonly #findEntries: EntryFinder;
  #hasFullText: Promise<boolean> | null = null;

  constructor(database: Database) {
    this.#database = database;
    this.#findEntries = database.dialect === "sqlite"
      ? findSqliteEntries
      : mysqlEntryFinder(() => this.#probe());
  }

  async find(userId: string, lookup: Lookup): Promise<Finds> {
    const { kind, words, after, limit } = lookup;
    const shelf = shelfOf(userId, kind);
    const terms = words.map((word) => wantedTerm(shelf, word));
    return await this.#database.run(async (db) => {
      const { numbers, next } = terms.length > 0
        ? await this.#findEntries(db, { shelf, terms, after, limit })
        : await readEntries(db, shelf, lookup);
      const finds: Find[] = [];
      let characters = 0;
      for (let from = 0; from < numbers.length; from += FINDS_AT_ONCE) {
        const batch = numbers.slice(from, from + FINDS_AT_ONCE);
        const read = await readFinds(db, userId, batch);
        finds.push(...read);
        characters = read.reduce((sum, { text }) => sum + text.length, characters);
        const isLast = from + FINDS_AT_ONCE >= numbers.length;
        if (characters > MAX_CHARACTERS && !isLast) return { finds, next: batch.at(-1)! };
      }
      return { finds, next };
    });
  }

  /** Asks the server once, and again after a failure. */
  #probe(): Promise<boolean> {
    return this.#hasFullText ??= probeFullText(this.#database.db).catch((error) => {
      this.#hasFullText = null;
      throw error;
    });
  }
}

/** Searches the texts of the next {@link READ_AT_ONCE} entries, without the index. */
async function readEntries(
  db: Kysely<Schema>,
  shelf: string,
  { kind, literals, after = Number.MAX_SAFE_INTEGER, limit }: Lookup,
): Promise<FoundEntries> {
  const newest = db.selectFrom("search_entries").select("id")
    .where("shelf", "=", shelf).where("id", "<", after).orderBy("id", "desc");
  const boundary = await newest.limit(1).offset(READ_AT_ONCE).executeTakeFirst();
  const from = boundary ? boundary.id + 1 : 0;
  const text = sql.ref(kind === "title" ? "c.title" : "m.content");
  const rows = await db.selectFrom("search_entries as e")
    .innerJoin("chats as c", "c.id", "e.chat_id")
    .leftJoin("messages as m", "m.id", "e.message_id")
    .select("e.id")
    .where("e.shelf", "=", shelf)
    .where("e.id", "<", after).where("e.id", ">=", from)
    .where((eb) => eb.and(literals.map((literal) => sql<boolean>`instr(${text}, ${literal}) > 0`)))
    .orderBy("e.id", "desc").limit(limit).execute();
  const numbers = rows.map((row) => row.id);
  if (numbers.length === limit) return { numbers, next: numbers.at(-1)! };
  return { numbers, next: boundary ? from : null };
}

/** Reads the titles and messages of entries, except another user's and deleted ones. */
async function readFinds(
  db: Kysely<Schema>,
  userId: string,
  numbers: readonly number[],
): Promise<Find[]> {
  const rows = await db.selectFrom("search_entries as e")
    .innerJoin("chats as c", "c.id", "e.chat_id")
    .leftJoin("messages as m", "m.id", "e.message_id")
    .select(["e.id as number", "c.id as chatId", "c.title", "c.updated_at"])
    .select(["m.id as messageId", "m.content", "m.created_at"])
    .where("e.id", "in", numbers)
    .where("c.user_id", "=", userId).where("c.deleted_at", "is", null)
    .where((eb) => eb.or([eb("e.message_id", "=", ""), eb("m.user_id", "=", userId)]))
    .orderBy("e.id", "desc").execute();
  return rows.map(({ number, chatId, title, messageId, content, created_at, updated_at }) => ({
    position: number,
    chatId,
    chatTitle: title,
    messageId,
    text: searchedText(content ?? title),
    at: new Date(created_at ?? updated_at),
  }));
}
