import { type Insertable, type Kysely, sql } from "kysely";
import { isUnavailable } from "../../../domain/app_error.ts";
import type { Clock } from "../../../domain/clock.ts";
import type { Log } from "../../../domain/log.ts";
import { TimeSlices } from "../../runtime/time_slices.ts";
import type { Statement } from "../connection/batch.ts";
import { batches } from "../connection/batches.ts";
import type { Database } from "../connection/database.ts";
import { isUniqueViolation } from "../connection/database_error.ts";
import type { Schema, SearchEntriesTable } from "../connection/schema.ts";
import { insertInto } from "../connection/written_statements.ts";
import { MAX_TEXT, shelfOf, termsOf } from "./search_terms.ts";

/** How often a process looks for queued texts, in milliseconds. */
const LOOK_INTERVAL = 500;

/** Texts entered at once, and milliseconds until the next when more wait. */
const SLICE = 50;
const PAUSE = 20;

/** Terms in one transaction, in characters: SQLite writes nothing else meanwhile. */
const TERMS_AT_ONCE = 200_000;

/** Milliseconds until a retry; doubles with each failure, up to the longest. */
const FIRST_WAIT = 1_000;
const LONGEST_WAIT = 60_000;

type IndexerDeps = {
  readonly log: Log;
  readonly clock: Clock;
  /** Identifies this process among those on the same database. */
  readonly instanceId: string;
};

/**
 * Enters queued texts into the search index, until it is disposed. What it leaves then, others
 * enter, or the next process.
 */
export function startSearchIndexer(database: Database, deps: IndexerDeps): AsyncDisposable {
  const ending = new AbortController();
  const done = keepEntering(database, { ...deps, signal: ending.signal });
  return {
    async [Symbol.asyncDispose]() {
      ending.abort();
      await done;
    },
  };
}

async function keepEntering(
  database: Database,
  { log, clock, instanceId, signal }: IndexerDeps & { readonly signal: AbortSignal },
): Promise<void> {
  for (let failures = 0; !signal.aborted;) {
    try {
      const count = await enterQueued(database, instanceId);
      failures = 0;
      await clock.sleep(count === SLICE ? PAUSE : LOOK_INTERVAL, signal);
    } catch (error) {
      // Outages of the database are logged elsewhere.
      if (failures === 0 && !isUnavailable(error)) {
        log.error("Cannot enter messages into the search index; trying again", error);
      }
      await clock.sleep(Math.min(FIRST_WAIT * 2 ** failures++, LONGEST_WAIT), signal);
    }
  }
}

/**
 * Enters the next texts queued by this process, or by processes that have ended. Several processes
 * may enter the same texts at the same time; each text is entered once.
 *
 * @returns How many texts it found.
 */
export async function enterQueued(database: Database, instanceId: string): Promise<number> {
  const rows = await database.run((db) => readQueue(db, instanceId));
  const slices = new TimeSlices();
  const enterings: Entering[] = [];
  const seen = new Set<string>();
  for (const row of rows) {
    const text = `${row.chat_id} ${row.message_id}`;
    const isEntered = row.is_entered === 1 || seen.has(text);
    seen.add(text);
    enterings.push({ row, isEntered, entry: await entryOf(slices, row) });
  }
  const length = ({ entry }: Entering) => entry?.words.length ?? 0;
  for (const batch of batches(enterings, length, TERMS_AT_ONCE)) await enter(database, batch);
  return rows.length;
}

type QueueRow = {
  readonly id: string;
  readonly chat_id: string;
  readonly message_id: string;
  /** `null` when the chat was deleted. */
  readonly user_id: string | null;
  /** `null` when the message, or the title's chat, was deleted. */
  readonly text: string | null;
  /** 1 when the index has an entry of the text as it was. */
  readonly is_entered: number;
};

/**
 * Reads rows in the order of time, so that newer texts get larger numbers. An answer that streams
 * again has the text with which it ended; a new one has none yet.
 */
async function readQueue(db: Kysely<Schema>, instanceId: string): Promise<QueueRow[]> {
  const { rows } = await sql<QueueRow>`
    select q.id, q.chat_id, q.message_id, c.user_id,
      case when q.message_id = '' then c.title else substr(m.content, 1, ${MAX_TEXT}) end as text,
      exists (
        select 1 from search_entries e where e.chat_id = q.chat_id and e.message_id = q.message_id
      ) as is_entered
    from search_queue q
    left join chats c on c.id = q.chat_id
    left join messages m on m.id = q.message_id
    where q.instance_id = ${instanceId}
      or not exists (select 1 from instances i where i.id = q.instance_id)
    order by q.id limit ${SLICE}`.execute(db);
  return rows;
}

type Entry = Insertable<SearchEntriesTable>;

/** A row of the queue. */
type Entering = {
  readonly row: QueueRow;
  /** Whether its text has an older entry by the time that it is entered. */
  readonly isEntered: boolean;
  /** What to enter for it; `null` for nothing. */
  readonly entry: Entry | null;
};

/** Makes the entry of a text, in slices of time because the text may be long. */
async function entryOf(slices: TimeSlices, row: QueueRow): Promise<Entry | null> {
  const { chat_id, message_id, user_id, text } = row;
  if (user_id === null || !text) return null;
  const shelf = shelfOf(user_id, message_id === "" ? "title" : "message");
  return { shelf, chat_id, message_id, words: await slices.run(termsOf(shelf, text)) };
}

/**
 * Takes rows from the queue and enters their texts, all or none: if one is no longer there, another
 * process was faster or its chat was deleted, and the next look shows what is left.
 */
async function enter(database: Database, enterings: readonly Entering[]): Promise<void> {
  await database.batch(enterings.flatMap(statementsOf)).catch((error) => {
    // Another process entered a text that was queued twice; the next look deletes its entry first.
    if (!isUniqueViolation(error)) throw error;
  });
}

function statementsOf({ row: { id, chat_id, message_id }, isEntered, entry }: Entering) {
  const take: Statement<"taken"> = {
    sql: "delete from search_queue where id = ?",
    values: [id],
    must: { be: "changed", else: "taken" },
  };
  if (!entry) return [take];
  const forget: Statement = {
    sql: "delete from search_entries where chat_id = ? and message_id = ?",
    values: [chat_id, message_id],
  };
  const add = insertInto("search_entries", entry);
  return isEntered ? [take, forget, add] : [take, add];
}
