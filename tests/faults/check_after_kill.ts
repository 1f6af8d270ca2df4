import assert from "node:assert/strict";
import { sql } from "kysely";
import type { Database } from "../../infra/db/connection/database.ts";
import { recitalText, type Reciter } from "../support/upstream/reciter.ts";
import { countStored, storedAnswer } from "../support/databases/stored_messages.ts";
import type { Asked } from "./chat_visitor.ts";

/** Text shown for this many milliseconds must survive its process. */
export const STORED_WITHIN = 1_000;

/**
 * Compares the stored question and answer with what the visitor knows, and clears what the visitor
 * was shown.
 *
 * @param killed Time of the kill (`performance.now()`).
 * @returns Age at the kill of the oldest text that was shown and lost, in milliseconds; 0 if none
 * was.
 * @throws {Error} when text is missing, doubled, or not what the upstream sent.
 */
export async function checkStored(
  database: Database,
  { asked, killed, reciter }: { asked: Asked; killed: number; reciter: Reciter },
): Promise<number> {
  const { question, turn, followed } = asked;
  const { questions, answers } = await countStored(database, question);
  const isKnown = turn !== null;
  assert.ok(questions === 1 || !isKnown && questions === 0, `${questions} times "${question}"`);
  assert.equal(answers, questions, `answers to "${question}"`);
  const recitals = reciter.of(question);
  assert.ok(recitals.length <= asked.requests, `${recitals.length} requests for "${question}"`);
  if (!turn) return 0;
  const { content } = await storedAnswer(database, turn);
  const said = Math.max(0, ...recitals.flatMap((recital) => recital.said.at(-1)?.length ?? 0));
  assert.equal(content, recitalText(question).slice(0, content.length), "as the upstream said it");
  assert.ok(content.length <= said, `${content.length} characters are stored of ${said} said`);
  assert.ok(content.length >= asked.stored, `${content.length} of ${asked.stored} are left`);
  asked.stored = content.length;
  for (const one of followed) assertShown(question, one);
  const lost = followed.splice(0).flatMap(({ shown }) => shown)
    .filter(({ position }) => position > content.length).map(({ time }) => killed - time);
  const oldest = Math.max(0, ...lost);
  assert.ok(oldest < STORED_WITHIN, `text of "${question}" was shown for ${oldest} ms and is lost`);
  return oldest;
}

/** Checks that a page showed the text up to its last position, apart from the final form. */
function assertShown(question: string, { shown, text }: Asked["followed"][number]): void {
  const page = text().trim();
  const expected = recitalText(question);
  assert.equal(page, expected.slice(0, page.length), "shown as the upstream said it");
  assert.ok(page.length <= (shown.at(-1)?.position ?? 0), "shown no further than the position");
  assert.ok(page.length + 1 >= (shown.at(-2)?.position ?? 0), "shown up to the position");
}

/** Number of streaming answers. */
export async function countStreaming({ db }: Database): Promise<number> {
  const streaming = await db.selectFrom("messages").select("id")
    .where("state", "=", "streaming").execute();
  return streaming.length;
}

/** Checks a database in which nothing streams: every chat is free, and nothing is left over. */
export async function checkQuiet(database: Database): Promise<void> {
  assert.deepEqual(await leftOver(database), [], "left over");
  if (database.dialect === "sqlite") {
    const { rows } = await sql<{ integrity_check: string }>`pragma integrity_check`
      .execute(database.db);
    assert.deepEqual(rows.map(({ integrity_check }) => integrity_check), ["ok"]);
  } else {
    const { rows } = await sql<{ Msg_text: string }>`check table chats, messages, answer_chunks`
      .execute(database.db);
    assert.deepEqual(rows.map(({ Msg_text }) => Msg_text), ["OK", "OK", "OK"]);
  }
}

/** Short descriptions of rows that should not exist when nothing streams. */
async function leftOver({ db }: Database): Promise<string[]> {
  const { rows } = await sql<{ what: string; id: string }>`
    select 'taken chat' as what, id from chats where answering is not null
    union all select 'streaming answer', id from messages where state = 'streaming'
    union all select 'chunk', answer_id from answer_chunks
    union all select 'message without chat', id from messages
      where chat_id not in (select id from chats)
    union all select 'message without parent', id from messages
      where parent_id is not null and parent_id not in (select id from messages)
    union all select 'chat without leaf', id from chats
      where active_leaf not in (select id from messages)
  `.execute(db);
  return rows.map(({ what, id }) => `${what} ${id}`);
}
