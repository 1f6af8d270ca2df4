import assert from "node:assert/strict";
import type { NewTurn } from "../../../domain/answers/turn_gateway.ts";
import type { Database } from "../../../infra/db/connection/database.ts";
import { SqlTurnGateway } from "../../../infra/db/answers/turn_gateway.ts";
import { SystemClock } from "../../../infra/runtime/system_clock.ts";
import { sqliteDatabase } from "../../support/databases/databases.ts";
import { startTestApp } from "../../support/app/test_app.ts";

const userId = "user";

/** A clock on which a test ends waits of this many milliseconds. */
class HeardClock extends SystemClock {
  readonly over = Promise.withResolvers<void>();
  readonly #heard: number;

  constructor(heard: number) {
    super();
    this.#heard = heard;
  }

  override async sleep(milliseconds: number, signal?: AbortSignal): Promise<void> {
    await super.sleep(milliseconds, signal);
    if (milliseconds === this.#heard) this.over.resolve();
  }
}

/** Stores new turns only when the test lets it. */
class GatedTurnGateway extends SqlTurnGateway {
  readonly reached = Promise.withResolvers<void>();
  readonly opened = Promise.withResolvers<void>();

  override async begin(turn: NewTurn): Promise<void> {
    this.reached.resolve();
    await this.opened.promise;
    await super.begin(turn);
  }
}

async function gate(database: Database, clock = new SystemClock()) {
  const turns = new GatedTurnGateway(database);
  const t = await startTestApp({
    database,
    deps: { clock, turns },
    upstream: { reply: "manual" },
  });
  const sending = t.app.startChat({ userId, message: "one" });
  await turns.reached.promise;
  return { t, sending, open: turns.opened.resolve };
}

Deno.test("shutdown() gives a turn that is being stored its grace time, too", async () => {
  await using database = await sqliteDatabase();
  const { t, sending, open } = await gate(database);
  await using _ = t;
  let isStopped = false;
  const stopping = t.app.shutdown(60_000).then(() => isStopped = true);
  open();
  const { chatId, answers } = await sending;
  const exchange = await t.upstream.next();
  await exchange.text("Hello");
  assert.equal(isStopped, false);
  await exchange.complete();
  await stopping;
  const stored = await new SqlTurnGateway(database).findAnswer(userId, chatId, answers[0]!.id);
  assert.equal(stored?.state, "complete");
});

Deno.test("shutdown() interrupts a turn that is stored after the grace time", async () => {
  await using database = await sqliteDatabase();
  const clock = new HeardClock(7);
  const { t, sending, open } = await gate(database, clock);
  await using _ = t;
  const stopping = t.app.shutdown(7);
  await clock.over.promise;
  open();
  await stopping;
  const { chatId, answers } = await sending;
  const stored = await new SqlTurnGateway(database).findAnswer(userId, chatId, answers[0]!.id);
  assert.equal(stored?.state, "interrupted");
});
