import assert from "node:assert/strict";
import { AccountEraser } from "../../../domain/accounts/eraser.ts";
import type { Clock } from "../../../domain/clock.ts";
import type { ErasureGateway } from "../../../domain/accounts/erasure_gateway.ts";
import { silentLog } from "../../support/app/test_app.ts";

/** An account in memory that takes this many steps to delete. */
function fakeErasures({ steps, failsAt }: { steps: number; failsAt?: number }) {
  const left = { steps, failsAt, begunAt: null as Date | null, isForgotten: false };
  const erasures: ErasureGateway = {
    begin(_userId, now) {
      left.begunAt = now;
      return Promise.resolve(true);
    },
    runningAnswers: () => Promise.resolve(["answer"]),
    deleteSome() {
      if (left.steps === left.failsAt) return Promise.reject(new Error("away"));
      return Promise.resolve(left.steps > 0 && left.steps-- > 0);
    },
    list() {
      const { begunAt } = left;
      return Promise.resolve(begunAt && !left.isForgotten ? [{ userId: "user", begunAt }] : []);
    },
    end() {
      left.isForgotten = true;
      return Promise.resolve();
    },
    isErased: () => Promise.resolve(left.begunAt !== null),
  };
  return { left, erasures };
}

/** A clock whose sleeps last until the test ends them. */
function handClock() {
  let now = 0;
  let wake = () => {};
  let slept = Promise.withResolvers<void>();
  const clock: Clock = {
    now: () => new Date(now),
    sleep(_milliseconds, signal) {
      const { promise, resolve } = Promise.withResolvers<void>();
      wake = resolve;
      if (signal?.aborted) resolve();
      else signal?.addEventListener("abort", () => resolve());
      slept.resolve();
      return promise;
    },
  };
  return {
    clock,
    /** Resolves at the end of a sweep. */
    round: () => slept.promise,
    async pass(milliseconds: number) {
      now += milliseconds;
      slept = Promise.withResolvers();
      wake();
      await slept.promise;
    },
  };
}

const runner = { stop: () => Promise.resolve(true) };
const deletedText = { wipe() {} };
const HOUR = 3_600_000;

Deno.test("erase() does all of the work, and stops the answers that run here", async () => {
  const { left, erasures } = fakeErasures({ steps: 5 });
  const stopped: string[] = [];
  const stop = (answerId: string) => Promise.resolve(stopped.push(answerId) > 0);
  const { clock } = handClock();
  await new AccountEraser({ erasures, runner: { stop }, deletedText, clock, log: silentLog }).erase(
    "user",
  );
  assert.equal(left.steps, 0);
  assert.deepEqual(stopped, ["answer"]);
});

Deno.test("an interrupted deletion is finished by the next sweep of any process", async () => {
  const { left, erasures } = fakeErasures({ steps: 5, failsAt: 3 });
  const { clock, round, pass } = handClock();
  const deps = { erasures, runner, deletedText, clock, log: silentLog };
  await new AccountEraser(deps).erase("user");
  assert.equal(left.steps, 3, "the account is gone, its chats are not");
  left.failsAt = undefined;
  const other = new AccountEraser(deps);
  other.start();
  await round();
  assert.equal(left.steps, 0);
  assert.equal(left.isForgotten, false);
  left.steps = 1;
  await pass(HOUR - 1);
  assert.equal(left.steps, 0, "what a request stored that was under way");
  assert.equal(left.isForgotten, false);
  await pass(1);
  assert.equal(left.isForgotten, true);
  await other.close();
});

Deno.test("close() ends between two steps, and forgets nothing", async () => {
  const { left, erasures } = fakeErasures({ steps: 1000 });
  left.begunAt = new Date(-2 * HOUR);
  const { clock } = handClock();
  const eraser = new AccountEraser({ erasures, runner, deletedText, clock, log: silentLog });
  eraser.start();
  await Promise.resolve();
  await eraser.close();
  assert.ok(left.steps > 0);
  assert.equal(left.isForgotten, false);
});
