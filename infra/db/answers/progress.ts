import type { Kysely } from "kysely";
import type { AnswerCursor, AnswerProgress } from "../../../domain/answers/turn_gateway.ts";
import type { Schema } from "../connection/schema.ts";

/**
 * Reads the text stored of streaming answers since their cursors. Leaves out answers that have
 * ended.
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
  const chunks = await db.selectFrom("answer_chunks").selectAll()
    .where((eb) =>
      eb.or(
        cursors.map(({ answerId, position }) =>
          eb.and([eb("answer_id", "=", answerId), eb("position", ">=", position)])
        ),
      )
    )
    .orderBy("answer_id").orderBy("position").execute();
  const chunksOf = Map.groupBy(chunks, (chunk) => chunk.answer_id);
  const isStreaming = new Set(streaming.map(({ id }) => id));
  return cursors.filter(({ answerId }) => isStreaming.has(answerId)).map((cursor) => {
    const own = chunksOf.get(cursor.answerId) ?? [];
    return {
      answerId: cursor.answerId,
      position: own[0]?.position ?? cursor.position,
      text: own.map(({ text }) => text).join(""),
      lastPosition: own.at(-1)?.position ?? cursor.position,
    };
  });
}
