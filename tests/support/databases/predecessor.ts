import { Kysely, sql } from "kysely";
import { openDatabase } from "../../../infra/db/connection/open_database.ts";
import { openMysql } from "../../../infra/db/connection/mysql_dialect.ts";

/** A value of a row. */
type Value = string | number | null;

/** A database as the predecessor's migration leaves it. Disposing it removes it. */
export type Predecessor = AsyncDisposable & {
  readonly url: string;
  /** Stores a chat; absent fields have the predecessor's defaults. */
  chat(row: Readonly<Record<string, Value>>): Promise<void>;
  /** Stores a message of a chat. */
  message(row: Readonly<Record<string, Value>>): Promise<void>;
  run(statement: string): Promise<void>;
  /** All rows of its tables, as one text. */
  content(): Promise<string>;
};

// The columns are those of the predecessor's migration 000001_init, and of its Prisma schema.
const CHATS = `create table chats (
  id varchar(36) not null primary key, user_id varchar(36) not null,
  initial_message_id text not null, status varchar(6) not null, token_usage smallint not null,
  model varchar(20) not null, model_max_tokens smallint not null,
  temperature decimal(3,2) not null, top_p decimal(3,2) not null, n smallint not null,
  stop varchar(20) not null, max_tokens smallint not null,
  presence_penalty decimal(3,2) not null, frequency_penalty decimal(3,2) not null,
  created_at timestamp not null, updated_at timestamp not null)`;
const MESSAGES = `create table messages (
  id varchar(36) not null primary key, chat_id varchar(36) not null, role varchar(10) not null,
  content text not null, tokens smallint not null, model varchar(20) not null,
  erased boolean not null, order_msg smallint not null, created_at timestamp not null,
  foreign key (chat_id) references chats (id) on delete cascade)`;
/** The tables of its pages. */
export const PAGES = [
  `create table Chat (id varchar(191) not null primary key, remote_chat_id varchar(191),
    user_id varchar(191) not null, created_at datetime(3) not null default current_timestamp(3))`,
  `create table Message (id varchar(191) not null primary key, chat_id varchar(191) not null,
    content text not null, has_answered boolean not null default false,
    is_from_bot boolean not null default false)`,
];

const aChat = {
  user_id: "user-1",
  initial_message_id: "",
  status: "active",
  token_usage: 0,
  model: "gpt-3.5-turbo",
  model_max_tokens: 4096,
  temperature: 0.7,
  top_p: 1,
  n: 1,
  stop: "",
  max_tokens: 300,
  presence_penalty: 0,
  frequency_penalty: 0,
  created_at: "2023-05-09 20:25:33",
  updated_at: "2023-05-10 08:00:00",
};
const aMessage = {
  tokens: 3,
  model: "gpt-3.5-turbo",
  erased: 0,
  created_at: "2023-05-09 20:25:34",
};

/**
 * Makes the predecessor's database.
 *
 * @param options `empty` for one without its tables.
 */
export async function startPredecessor(
  server: URL,
  { empty = false }: { empty?: boolean } = {},
): Promise<Predecessor> {
  await using stack = new AsyncDisposableStack();
  const admin = await openDatabase(server.href, { connections: 1 });
  stack.defer(() => admin.close());
  const name = `chat_test_${crypto.randomUUID().replaceAll("-", "")}`;
  await sql`create database ${sql.id(name)} character set utf8mb4`.execute(admin.db);
  stack.defer(async () => void await sql`drop database ${sql.id(name)}`.execute(admin.db));
  const url = new URL(server);
  url.pathname = name;
  const { dialect } = await openMysql(url, { connections: 1 });
  const db = stack.adopt(new Kysely<Record<string, never>>({ dialect }), (db) => db.destroy());
  const run = async (statement: string) => void await sql.raw(statement).execute(db);
  const insert = async (table: string, row: Readonly<Record<string, Value>>) => {
    const columns = sql.join(Object.keys(row).map((name) => sql.id(name)));
    const values = sql.join(Object.values(row));
    await sql`insert into ${sql.id(table)} (${columns}) values (${values})`.execute(db);
  };
  if (!empty) {
    await run(CHATS);
    await run(MESSAGES);
  }
  const owned = stack.move();
  return {
    url: url.href,
    chat: (row) => insert("chats", { ...aChat, ...row }),
    message: (row) => insert("messages", { ...aMessage, ...row }),
    run,
    async content() {
      const chats = await sql`select * from chats order by id`.execute(db);
      const messages = await sql`select * from messages order by id`.execute(db);
      return JSON.stringify([chats.rows, messages.rows]);
    },
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}
