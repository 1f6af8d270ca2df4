import { Kysely, sql } from "kysely";
import type { AdoptableItem } from "../../../../domain/archive/adoptions.ts";
import { said } from "../../../../domain/said.ts";
import { maskUrl } from "../../../config/variables.ts";
import { StartError } from "../../../runtime/start_error.ts";
import { defaultPoolLimits } from "../../connection/bounded_pool.ts";
import { openMysql } from "../../connection/mysql_dialect.ts";
import { convertChat } from "./convert_chat.ts";
import { nameOf } from "./column_values.ts";
import { PREDECESSOR_COLUMNS, type PredecessorChatRow, type PredecessorSchema } from "./schema.ts";

/** Chats read by one statement, without their messages. */
const CHATS_AT_ONCE = 100;

/** Tables that Prisma made for the predecessor's pages. */
const PAGE_TABLES = ["Chat", "Message"];

/** The predecessor's database, which is only read. */
export interface PredecessorChats extends AsyncDisposable {
  /** Tables of its pages that exist; the service's own tables have the same messages. */
  readonly pageTables: readonly string[];

  /** Reads all chats page by page, and gives a reason for each that can't be converted. */
  all(): AsyncIterable<AdoptableItem>;
}

/**
 * Opens the predecessor's database for reading.
 *
 * @param url `mysql://…`
 * @throws {StartError} when it can't be reached or is not the predecessor's.
 */
export async function openPredecessorChats(url: string): Promise<PredecessorChats> {
  await using stack = new AsyncDisposableStack();
  const place = maskUrl(url);
  try {
    const session = ["set session transaction read only"];
    // Its tables may be large, and lack indexes for these queries.
    const limits = { ...defaultPoolLimits, statement: null };
    const { dialect } = await openMysql(new URL(url), { connections: 1, limits, session });
    const db = stack.adopt(new Kysely<PredecessorSchema>({ dialect }), (db) => db.destroy());
    const columns = await columnsOf(db);
    assertPredecessor(columns);
    const owned = stack.move();
    return {
      pageTables: PAGE_TABLES.filter((table) => columns.has(table)),
      all: () => withPlace(place, allChats(db)),
      [Symbol.asyncDispose]: () => owned.disposeAsync(),
    };
  } catch (cause) {
    throw unreadable(place, cause);
  }
}

/** Replaces the database's errors. @throws {StartError} naming the database. */
async function* withPlace<T>(place: string, items: AsyncIterable<T>): AsyncIterable<T> {
  try {
    yield* items;
  } catch (cause) {
    throw unreadable(place, cause);
  }
}

/** Some of the driver's errors have only a code. */
function unreadable(place: string, cause: unknown): StartError {
  const { message, code } = cause as { readonly message?: string; readonly code?: string };
  return new StartError(`Cannot read chats from ${place}: ${message || code}`, { cause });
}

type Columns = ReadonlyMap<string, ReadonlySet<string>>;

async function columnsOf(db: Kysely<PredecessorSchema>): Promise<Columns> {
  const { rows } = await sql<{ place: string; name: string }>`
    select table_name as place, column_name as name
    from information_schema.columns where table_schema = database()`.execute(db);
  const byTable = Map.groupBy(rows, ({ place }) => place);
  return new Map(
    [...byTable].map(([table, rows]) => [table, new Set(rows.map((row) => row.name))]),
  );
}

/** Checks tables and columns. @throws {Error} naming what is missing. */
function assertPredecessor(columns: Columns): void {
  if (columns.has("schema_migrations") && columns.get("chats")?.has("active_leaf")) {
    throw new Error("these are Parley's own tables; --from must be the predecessor's database");
  }
  const tables = Object.keys(PREDECESSOR_COLUMNS) as (keyof typeof PREDECESSOR_COLUMNS)[];
  const missing = tables.filter((table) => !columns.has(table));
  if (missing.length > 0) {
    const isOfPages = PAGE_TABLES.every((table) => columns.has(table));
    throw new Error(
      `it has no table ${missing.join(" and no table ")}; ` +
        (isOfPages
          ? "this is the database of the pages: name the one of the Go service, which has all chats"
          : "--from must be the database of the predecessor's Go service"),
    );
  }
  for (const table of tables) {
    const lacks = PREDECESSOR_COLUMNS[table].filter((name) => !columns.get(table)!.has(name));
    if (lacks.length === 0) continue;
    throw new Error(`its table ${table} lacks ${lacks.join(", ")}; it is not the predecessor's`);
  }
}

async function* allChats(db: Kysely<PredecessorSchema>): AsyncIterable<AdoptableItem> {
  for await (const chat of chatRows(db)) {
    // Erased messages are the oldest.
    const messages = await db.selectFrom("messages").selectAll().where("chat_id", "=", chat.id)
      .orderBy(sql`coalesce(erased, 0)`, "desc").orderBy("order_msg").orderBy("created_at")
      .orderBy("id").execute();
    yield* convertChat(chat, messages);
  }
  yield* messagesWithoutChat(db);
}

/** Reads chats in order of their ids, which may be NULL in copies without a primary key. */
async function* chatRows(db: Kysely<PredecessorSchema>): AsyncIterable<PredecessorChatRow> {
  const chats = db.selectFrom("chats").selectAll();
  yield* await chats.where("id", "is", null).execute();
  const ordered = chats.where("id", "is not", null).orderBy("id").limit(CHATS_AT_ONCE);
  let page = await ordered.execute();
  while (page.length > 0) {
    yield* page;
    page = await ordered.where("id", ">", page.at(-1)!.id).execute();
  }
}

/** The predecessor's foreign key rules these out, but copies may lack it. */
async function* messagesWithoutChat(
  db: Kysely<PredecessorSchema>,
): AsyncIterable<AdoptableItem> {
  const rows = await db.selectFrom("messages as m").leftJoin("chats as c", "c.id", "m.chat_id")
    .select(["m.id", "m.chat_id"]).where("c.id", "is", null).execute();
  for (const { id, chat_id } of rows) {
    const name = `message ${nameOf(id)} of chat ${nameOf(chat_id)}`;
    yield { name, reason: said`There is no such chat`, messages: 1 };
  }
}
