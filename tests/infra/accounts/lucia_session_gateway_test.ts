import assert from "node:assert/strict";
import { SqlUserGateway } from "../../../infra/db/accounts/user_gateway.ts";
import { LuciaSessionGateway } from "../../../infra/accounts/lucia_session_gateway.ts";
import { sqliteDatabase, type TestDatabase } from "../../support/databases/databases.ts";

const DAY = 24 * 3_600_000;
const user = {
  id: "user",
  name: "Name",
  email: "a@example.com",
  settings: {},
  createdAt: new Date(0),
};

Deno.test("create() stores no secret, only its hash", async () => {
  await using database = await signUp();
  const { secret } = await new LuciaSessionGateway(database).create(user.id);
  assert.match(secret, /^[a-z2-7]{40}$/);
  const rows = await database.db.selectFrom("sessions").selectAll().execute();
  assert.equal(rows.length, 1);
  assert.match(rows[0]!.id, /^[0-9a-f]{64}$/);
  assert.ok(!JSON.stringify(rows).includes(secret));
  assert.equal(await new LuciaSessionGateway(database).validate(rows[0]!.id), null);
});

Deno.test("validate() ends a session that has expired", async () => {
  await using database = await signUp();
  const sessions = new LuciaSessionGateway(database);
  const { secret } = await sessions.create(user.id);
  await expireIn(database, -1);
  assert.equal(await sessions.validate(secret), null);
  assert.deepEqual(await database.db.selectFrom("sessions").selectAll().execute(), []);
});

Deno.test("validate() prolongs a session in its second half, once", async () => {
  await using database = await signUp();
  const sessions = new LuciaSessionGateway(database);
  const { secret } = await sessions.create(user.id);
  await expireIn(database, 16 * DAY);
  assert.equal((await sessions.validate(secret))?.renewedUntil, null);
  await expireIn(database, 14 * DAY);
  const renewed = (await sessions.validate(secret))?.renewedUntil;
  assert.ok(renewed && Math.abs(renewed.getTime() - Date.now() - 30 * DAY) < 60_000);
  const row = await database.db.selectFrom("sessions").select("expires_at").executeTakeFirst();
  assert.equal(row?.expires_at, renewed.getTime());
  assert.equal((await sessions.validate(secret))?.renewedUntil, null);
});

Deno.test("a session ends 90 days after it began, however often it was prolonged", async () => {
  await using database = await signUp();
  const sessions = new LuciaSessionGateway(database);
  const { secret } = await sessions.create(user.id);
  const begin = async (daysAgo: number) => {
    const created_at = Date.now() - daysAgo * DAY;
    await database.db.updateTable("sessions").set({ created_at }).execute();
    return created_at + 90 * DAY;
  };
  const end = await begin(80);
  await expireIn(database, 5 * DAY);
  assert.deepEqual((await sessions.validate(secret))?.renewedUntil, new Date(end));
  const row = await database.db.selectFrom("sessions").select("expires_at").executeTakeFirst();
  assert.equal(row?.expires_at, end);
  assert.equal(
    (await sessions.validate(secret))?.renewedUntil,
    null,
    "there is nothing to prolong",
  );
  await begin(91);
  await expireIn(database, 5 * DAY);
  assert.deepEqual(await sessions.list(user.id), []);
  assert.equal(await sessions.validate(secret), null);
});

Deno.test("create() removes sessions that have expired", async () => {
  await using database = await signUp();
  const sessions = new LuciaSessionGateway(database);
  await sessions.create(user.id);
  await expireIn(database, -1);
  await sessions.create(user.id);
  const rows = await database.db.selectFrom("sessions").selectAll().execute();
  assert.equal(rows.length, 1);
});

Deno.test("validate() stores a session's last use at most every few minutes", async () => {
  await using database = await signUp();
  const sessions = new LuciaSessionGateway(database);
  const { secret } = await sessions.create(user.id);
  const seen = async (minutesAgo: number) => {
    const time = Date.now() - minutesAgo * 60_000;
    await database.db.updateTable("sessions").set({ last_seen_at: time }).execute();
    assert.notEqual(await sessions.validate(secret), null);
    const [session] = await sessions.list(user.id);
    return session!.lastSeenAt.getTime() - time;
  };
  assert.equal(await seen(4), 0);
  assert.ok(await seen(6) >= 6 * 60_000);
});

Deno.test("list() shows a session without a time of last use as used when it began", async () => {
  await using database = await signUp();
  const sessions = new LuciaSessionGateway(database);
  await sessions.create(user.id);
  const created_at = Date.now() - DAY;
  await database.db.updateTable("sessions").set({ created_at, last_seen_at: 0 }).execute();
  const [session] = await sessions.list(user.id);
  assert.deepEqual(session!.lastSeenAt, new Date(created_at));
});

Deno.test("list() leaves out expired sessions", async () => {
  await using database = await signUp();
  const sessions = new LuciaSessionGateway(database);
  await sessions.create(user.id);
  await expireIn(database, -1);
  assert.deepEqual(await sessions.list(user.id), []);
});

async function signUp(): Promise<TestDatabase> {
  const database = await sqliteDatabase();
  await new SqlUserGateway(database).create(user, "hash");
  return database;
}

async function expireIn({ db }: TestDatabase, milliseconds: number): Promise<void> {
  await db.updateTable("sessions").set({ expires_at: Date.now() + milliseconds }).execute();
}
