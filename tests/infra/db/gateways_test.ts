import assert from "node:assert/strict";
import { sql } from "kysely";
import { AppError } from "../../../domain/app_error.ts";
import type { Database } from "../../../infra/db/connection/database.ts";
import { SqlChatBin } from "../../../infra/db/chats/bin.ts";
import { SqlChatGateway } from "../../../infra/db/chats/gateway.ts";
import { SqlRateLimiter } from "../../../infra/db/accounts/rate_limiter.ts";
import { SqlApiTokenGateway } from "../../../infra/db/accounts/api_token_gateway.ts";
import { SqlUserGateway } from "../../../infra/db/accounts/user_gateway.ts";
import { SqlTurnGateway } from "../../../infra/db/answers/turn_gateway.ts";
import {
  ended,
  firstTurn,
  idleInstance,
  purgeChat,
  sampleTime,
} from "../../contracts/sample_turns.ts";
import { sampleUser } from "../../contracts/sample_users.ts";
import type { Schema } from "../../../infra/db/connection/schema.ts";
import { databases, type TestDatabase, testsOn } from "../../support/databases/databases.ts";
import { longChat } from "./answers/long_chat.ts";
import { said } from "../../../domain/said.ts";

// What the ports don't show: rows that are left behind, and limits of the databases.

for (const kind of databases()) {
  const test = testsOn(kind);

  test("path() and window() read branches longer than databases recurse by default", async (database) => {
    const chats = new SqlChatGateway(database);
    const { id, userId, activeLeaf: from } = await longChat(database, 3_000);
    assert.equal((await chats.path(userId, id, { from, limit: 5_000 })).length, 3_000);
    assert.equal((await chats.window(userId, id, { from, tokens: 1_000_000 })).length, 3_000);
  });

  test("begin() finds its own turn when the connection breaks at the commit and the next read", async (database) => {
    let breaks = 0;
    const broken = () => new AppError("unavailable", said`The connection broke`);
    const breaking: Database = {
      ...database,
      async batch(statements) {
        await database.batch(statements);
        breaks = 1;
        throw broken();
      },
      run: (work) => breaks-- > 0 ? Promise.reject(broken()) : database.run(work),
    };
    for (const idempotencyKey of ["request-1", undefined]) {
      const turn = firstTurn({ idempotencyKey });
      await new SqlTurnGateway(breaking).begin(turn);
    }
  });

  test("tokens of older versions have all scopes and don't expire", async (database) => {
    const user = sampleUser();
    const { id: userId } = user;
    await new SqlUserGateway(database).create(user, "hash");
    await sql`insert into api_tokens (id, user_id, name, hash, created_at)
      values ('t', ${userId}, 'Old', 'a1b2', 1)`.execute(database.db);
    const [apiToken] = await new SqlApiTokenGateway(database).list(userId);
    assert.deepEqual(apiToken?.scopes, ["chat:read", "chat:write"], "which may share, too");
    assert.equal(apiToken?.expiresAt, null);
  });

  test("finish() leaves no chunk behind, not even a late one", async (database) => {
    const turns = new SqlTurnGateway(database);
    const turn = firstTurn({ n: 2 });
    const chunks = turn.answers.map(({ id }) => ({ answerId: id, position: 0, text: "Text" }));
    await turns.begin(turn);
    await turns.appendChunks(chunks);
    await turns.finish(ended(turn));
    assert.equal(await count(database, "answer_chunks"), 0);
    await turns.appendChunks(chunks);
    await turns.finish(ended(turn));
    assert.equal(await count(database, "answer_chunks"), 0);
  });

  test("purge() leaves no message, chunk or share behind", async (database) => {
    const turns = new SqlTurnGateway(database);
    const turn = firstTurn();
    await turns.begin(turn);
    await turns.appendChunks([{ answerId: turn.answers[0]!.id, position: 0, text: "Text" }]);
    const { id, userId, activeLeaf } = turn.chat;
    const share = { chat_id: id, user_id: userId, token: "t", leaf: activeLeaf, created_at: 0 };
    await database.db.insertInto("shares").values(share).execute();
    await purgeChat(new SqlChatBin(database), turn.chat);
    for (const table of ["chats", "messages", "answer_chunks", "shares"] as const) {
      assert.equal(await count(database, table), 0, table);
    }
  });

  test("interruptStale() forgets dead processes", async (database) => {
    const turns = new SqlTurnGateway(database);
    await turns.heartbeat("dead");
    await new Promise((resolve) => setTimeout(resolve, 30));
    await turns.interruptStale(idleInstance, { staleAfter: 10, now: sampleTime });
    assert.equal(await count(database, "instances"), 0);
  });

  test("take() stores no key in clear and forgets windows that are over", async (database) => {
    const clock = {
      time: 0,
      now: () => new Date(clock.time),
      sleep: () => Promise.resolve(),
    };
    const limiter = new SqlRateLimiter(database, clock);
    await limiter.take("sign-in:ana@example.com", { count: 1, seconds: 1 });
    await limiter.take("sign-in:leo@example.com", { count: 1, seconds: 9 });
    const rows = await database.db.selectFrom("rate_limits").selectAll().execute();
    assert.equal(rows.length, 2);
    assert.doesNotMatch(JSON.stringify(rows), /ana|example/);
    clock.time = 1_000;
    await limiter.take("sign-in:zoe@example.com", { count: 1, seconds: 1 });
    assert.equal(await count(database, "rate_limits"), 2);
  });
}

async function count(
  { db }: TestDatabase,
  table: keyof Schema,
): Promise<number> {
  return (await db.selectFrom(table).selectAll().execute()).length;
}
