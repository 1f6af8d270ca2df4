import { type Kysely, type RawBuilder, sql } from "kysely";
import type {
  AnswerChunk,
  AnswerCursor,
  AnswerPart,
  AnswerProgress,
  PartProgress,
} from "../../../domain/answers/turn_gateway.ts";
import { batches } from "../connection/batches.ts";
import type { Database } from "../connection/database.ts";
import type { AnswerChunksTable, Schema } from "../connection/schema.ts";
import { upsert } from "../connection/upsert.ts";

/** The tables with the parts of running answers. */
export type ChunkTable = "answer_chunks" | "thinking_chunks";

/** Stores chunks in their table. One that is there already is kept if it is longer. */
export async function appendChunks(
  database: Database,
  table: ChunkTable,
  chunks: readonly AnswerChunk[],
): Promise<void> {
  const rows = chunks.map(({ answerId, position, text }) => ({
    answer_id: answerId,
    position,
    text,
  }));
  const stored = sql.ref(`${table}.text`);
  // Text only grows, so of two versions of a chunk the longer contains the other.
  const longer = (text: RawBuilder<unknown>) =>
    sql`case when length(${text}) > length(${stored}) then ${text} else ${stored} end`;
  for (const batch of batches(rows, ({ text }) => text.length)) {
    await database.run((db) =>
      upsert(db.insertInto(table).values(batch), database.dialect, {
        keys: ["answer_id", "position"],
        set: (incoming) => ({ text: longer(incoming("text")) }),
      }).execute()
    );
  }
}

/** A chunk, and the part that it belongs to. */
type PartChunk = AnswerChunksTable & { readonly part: AnswerPart };

/**
 * Reads the text and thinking stored of streaming answers since their cursors. Leaves out answers
 * that have ended.
 *
 * @param cursors No more than one statement takes.
 */
export async function readProgress(
  db: Kysely<Schema>,
  cursors: readonly AnswerCursor[],
): Promise<AnswerProgress[]> {
  const ids = cursors.map(({ answerId }) => answerId);
  // The state is read first: an answer that ends after that has no chunks any more.
  const streaming = await db.selectFrom("messages").select("id")
    .where("id", "in", ids).where("state", "=", "streaming").execute();
  const chunks: PartChunk[] = await chunksSince(db, "answer_chunks", cursors)
    .unionAll(chunksSince(db, "thinking_chunks", cursors))
    .orderBy("answer_id").orderBy("position").execute();
  const chunksOf = Map.groupBy(chunks, (chunk) => chunk.answer_id);
  const isStreaming = new Set(streaming.map(({ id }) => id));
  return cursors.filter(({ answerId }) => isStreaming.has(answerId)).map((cursor) => {
    const { answerId, position, thinkingPosition = 0 } = cursor;
    const own = chunksOf.get(answerId) ?? [];
    const thinking = own.filter(({ part }) => part === "thinking");
    return {
      answerId,
      ...progressOf(own.filter(({ part }) => part === "text"), position),
      ...thinking.length > 0 && { thinking: progressOf(thinking, thinkingPosition) },
    };
  });
}

function chunksSince(db: Kysely<Schema>, table: ChunkTable, cursors: readonly AnswerCursor[]) {
  const isText = table === "answer_chunks";
  return db.selectFrom(table).select(["answer_id", "position", "text"])
    .select((isText ? sql<AnswerPart>`'text'` : sql<AnswerPart>`'thinking'`).as("part"))
    .where((eb) =>
      eb.or(
        cursors.map(({ answerId, position, thinkingPosition = 0 }) =>
          eb.and([
            eb("answer_id", "=", answerId),
            eb("position", ">=", isText ? position : thinkingPosition),
          ])
        ),
      )
    );
}

function progressOf(chunks: readonly AnswerChunksTable[], from: number): PartProgress {
  return {
    position: chunks[0]?.position ?? from,
    text: chunks.map(({ text }) => text).join(""),
    lastPosition: chunks.at(-1)?.position ?? from,
  };
}
