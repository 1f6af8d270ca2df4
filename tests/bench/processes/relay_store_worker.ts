import { DatabaseSync, type StatementSync } from "node:sqlite";
import type { StoreBatch } from "./relay_store.ts";

// The thread of a `RelayStore`. Its first message is the file; the others are batches to commit
// together, and are answered once they are on disk.

let database: DatabaseSync;
const statements = new Map<string, StatementSync>();

function prepared(sql: string): StatementSync {
  const known = statements.get(sql) ?? database.prepare(sql);
  statements.set(sql, known);
  return known;
}

self.onmessage = ({ data }: MessageEvent<string | readonly StoreBatch[]>) => {
  if (typeof data === "string") {
    database = new DatabaseSync(data);
    database.exec(`pragma journal_mode = wal; pragma synchronous = full;
      create table chats (id text primary key, title text not null) without rowid;
      create table messages (id text primary key, chat_id text not null, role text not null,
        content text not null) without rowid;`);
    return;
  }
  database.exec("begin immediate");
  for (const [sql, values] of data.flat()) prepared(sql).run(...values);
  database.exec("commit");
  self.postMessage(null);
};
