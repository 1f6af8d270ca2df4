import assert from "node:assert/strict";
import type { Schema } from "../../../../infra/db/connection/schema.ts";
import { SqlErasureGateway } from "../../../../infra/db/accounts/erasure_gateway.ts";
import { SqlTurnGateway } from "../../../../infra/db/answers/turn_gateway.ts";
import { SqlUserGateway } from "../../../../infra/db/accounts/user_gateway.ts";
import { LuciaSessionGateway } from "../../../../infra/accounts/lucia_session_gateway.ts";
import { answeredTurn, firstTurn, sampleTime } from "../../../contracts/sample_turns.ts";
import { sampleUser } from "../../../contracts/sample_users.ts";
import { databases, type TestDatabase } from "../../../support/databases/databases.ts";

for (const { name, ignore, open } of databases()) {
  Deno.test({
    name: `${name}: a deleted account leaves no row behind, but for the note of its deletion`,
    ignore,
    async fn() {
      await using database = await open();
      const { id: userId } = await createUser(database);
      const turns = new SqlTurnGateway(database);
      const kept = await answeredTurn(turns, { userId });
      const deleted = await answeredTurn(turns, { userId });
      const running = firstTurn({ userId });
      await turns.begin(running);
      const answerId = running.answers[0]!.id;
      await turns.appendChunks([{ answerId, position: 0, text: "Half" }]);
      await database.db.updateTable("chats").set({ deleted_at: 1 })
        .where("id", "=", deleted.chat.id).execute();
      const share = { chat_id: kept.chat.id, user_id: userId, token: "t", leaf: "l" };
      await database.db.insertInto("shares").values({ ...share, created_at: 1 }).execute();
      await new LuciaSessionGateway(database).create(userId);

      const erasures = new SqlErasureGateway(database);
      await erasures.begin(userId, sampleTime);
      while (await erasures.deleteSome(userId));
      const { rate_limits: _, ...counts } = await countRows(database);
      assert.deepEqual(counts, {
        users: 0,
        sessions: 0,
        api_tokens: 0,
        chats: 0,
        messages: 0,
        shares: 0,
        answer_chunks: 0,
      });
      await erasures.end(userId, new Date(sampleTime.getTime() + 1));
      const notes = await database.db.selectFrom("erasures").selectAll().execute();
      const begun_at = sampleTime.getTime();
      assert.deepEqual(notes, [{ user_id: userId, begun_at, finished_at: begun_at + 1 }]);
    },
  });

  Deno.test({
    name: `${name}: a chat that is being deleted takes no more messages`,
    ignore,
    async fn() {
      await using database = await open();
      const { id: userId } = await createUser(database);
      const turns = new SqlTurnGateway(database);
      const turn = await answeredTurn(turns, { userId });
      await new SqlErasureGateway(database).deleteSome(userId);
      const { chats, messages } = await countRows(database);
      assert.deepEqual({ chats, messages }, { chats: 1, messages: 0 }, "half-way");
      const next = { ...firstTurn({ userId }), chat: turn.chat, isNewChat: false };
      await assert.rejects(turns.begin(next), { code: "chat_ended" });
      assert.equal((await countRows(database)).messages, 0);
    },
  });
}

async function createUser(database: TestDatabase) {
  const user = sampleUser();
  await new SqlUserGateway(database).create(user, "hash");
  return user;
}

async function countRows({ db }: TestDatabase) {
  const tables = [
    ...["users", "sessions", "api_tokens", "chats", "messages", "shares"] as const,
    ...["answer_chunks", "rate_limits"] as const,
  ] satisfies (keyof Schema)[];
  const counts = {} as Record<typeof tables[number], number>;
  for (const table of tables) {
    const { count } = await db.selectFrom(table).select((eb) => eb.fn.countAll().as("count"))
      .executeTakeFirstOrThrow();
    counts[table] = Number(count);
  }
  return counts;
}
