import assert from "node:assert/strict";
import { AnswerJournal } from "../../../domain/answers/journal.ts";
import { AppError } from "../../../domain/app_error.ts";
import { SqlTurnGateway } from "../../../infra/db/answers/turn_gateway.ts";
import { SystemClock } from "../../../infra/runtime/system_clock.ts";
import { firstTurn } from "../../contracts/sample_turns.ts";
import { sqliteDatabase } from "../../support/databases/databases.ts";
import { answered, quietLog, startTestApp } from "../../support/app/test_app.ts";
import { said } from "../../../domain/said.ts";

const userId = "user";

/**
 * A clock on which sleeps take a tenth of the time. Only sleeps move it, however slow the machine
 * is; the test can also put it forward.
 */
class FastClock extends SystemClock {
  #time = Date.now();
  #sleeps = 0;

  override now(): Date {
    return new Date(this.#time);
  }

  override async sleep(milliseconds: number, signal?: AbortSignal): Promise<void> {
    this.#sleeps++;
    const end = this.#time + milliseconds;
    await super.sleep(milliseconds / 10, signal);
    if (!signal?.aborted) this.#time = Math.max(this.#time, end);
  }

  putForward(milliseconds: number): void {
    this.#time += milliseconds;
  }

  /** Waits until the clock's sleeper has done this many rounds. */
  async rounds(count: number): Promise<void> {
    const last = this.#sleeps + count;
    while (this.#sleeps < last) await super.sleep(5);
  }
}

Deno.test("after a pause of the machine, no process declares the others dead at once", async () => {
  await using database = await sqliteDatabase();
  const turns = new SqlTurnGateway(database);
  const clock = new FastClock();
  await using t = await startTestApp({ database, deps: { clock } });
  const beginIn = async (instanceId: string) => {
    const turn = firstTurn({ userId, instanceId });
    await turns.begin(turn);
    return { chatId: turn.chat.id, ...turn };
  };
  await answered(t.app, await beginIn("dead"));

  await turns.heartbeat("paused");
  const paused = await beginIn("paused");
  await database.db.updateTable("instances").set({ beat_at: Date.now() - 60_000 })
    .where("id", "=", "paused").execute();
  clock.putForward(60_000);
  await clock.rounds(3);
  await turns.heartbeat("paused");
  await answered(t.app, await beginIn("another dead one"));
  const answer = await turns.findAnswer(userId, paused.chatId, paused.answers[0]!.id);
  assert.equal(answer?.state, "streaming");
});

Deno.test("untilStored() waits while the database is away, and gives up when it refuses", async () => {
  await using database = await sqliteDatabase();
  const journal = new AnswerJournal({
    turns: new SqlTurnGateway(database),
    clock: new FastClock(),
    log: { ...quietLog, error() {} },
    instanceId: "instance",
  }, new Map());
  const store = (error: Error, failures: number) => {
    let calls = 0;
    return () => ++calls <= failures ? Promise.reject(error) : Promise.resolve("stored");
  };
  const away = new AppError("unavailable", said`Cannot reach the database`);
  assert.equal(await journal.untilStored(store(away, 30)), "stored");
  assert.equal(await journal.untilStored(store(new Error("Too large"), 5)), "stored");
  assert.equal(await journal.untilStored(store(new Error("Too large"), 30)), undefined);
});
