import assert from "node:assert/strict";
import { AppError } from "../../../domain/app_error.ts";
import type { Clock } from "../../../domain/clock.ts";
import type { Right } from "../../../domain/accounts/right_gateway.ts";
import { boundByRight, RightsWatch } from "../../../domain/accounts/rights_watch.ts";
import { said } from "../../../domain/said.ts";
import { silentLog } from "../../support/app/test_app.ts";

/** A watch whose rights a test ends, and which checks them when the test says so. */
function watchRights() {
  const ended = new Set<string>();
  const looks: (readonly Right[])[] = [];
  const outage = { is: false };
  let wake = () => {};
  let slept = Promise.withResolvers<void>();
  const clock: Clock = {
    now: () => new Date(0),
    sleep: (_, signal) =>
      new Promise((resolve) => {
        signal?.addEventListener("abort", () => resolve());
        wake = resolve;
        slept.resolve();
      }),
  };
  const rights = {
    findEnded(asked: readonly Right[]) {
      looks.push(asked);
      if (outage.is) return Promise.reject(new AppError("unavailable", said`Away`));
      return Promise.resolve(asked.filter(({ id }) => ended.has(id)));
    },
  };
  const watch = new RightsWatch({ rights, clock, log: silentLog });
  return {
    ...{ ended, looks, outage, watch },
    /** Lets the next check run to its end; in memory, that takes only microtasks. */
    async look() {
      await slept.promise;
      slept = Promise.withResolvers();
      wake();
      await new Promise((resolve) => setTimeout(resolve));
    },
  };
}

const session: Right = { kind: "session", id: "one" };

Deno.test("RightsWatch ends every stream under a right that has ended, and no other", async () => {
  const { ended, looks, watch, look } = watchRights();
  const told: string[] = [];
  const tell = (name: string) => (error: AppError) => void told.push(`${name} ${error.code}`);
  watch.holdRight(session, tell("first"));
  const leave = watch.holdRight({ ...session }, tell("second"));
  watch.holdRight({ kind: "apiToken", id: "one" }, () => leave());
  const leaveOther = watch.holdRight({ kind: "account", id: "other" }, tell("other"));
  await look();
  assert.deepEqual(told, []);
  assert.equal(looks[0]!.length, 3, "each right is asked for once");
  ended.add("other");
  await look();
  assert.deepEqual(told, ["other not_found"]);
  leaveOther();
  ended.add("one");
  await look();
  assert.deepEqual(told.slice(1), ["first unauthenticated", "second unauthenticated"]);
  await watch.close();
});

Deno.test("RightsWatch asks nothing while no stream is open, nor about streams that have ended", async () => {
  const { ended, looks, watch, look } = watchRights();
  await new Promise((resolve) => setTimeout(resolve));
  assert.deepEqual(looks, []);
  ended.add("one");
  watch.holdRight(session, () => assert.fail("it has left"))();
  await look();
  assert.deepEqual(looks, []);
  await watch.close();
});

Deno.test("RightsWatch ends no stream while the database can't be reached", async () => {
  const { ended, outage, looks, watch, look } = watchRights();
  let isOver = false;
  const leave = watch.holdRight(session, () => isOver = true);
  ended.add("one");
  outage.is = true;
  await look();
  assert.deepEqual([looks.length, isOver], [1, false]);
  outage.is = false;
  await look();
  assert.deepEqual([looks.length, isOver], [2, true]);
  leave();
  await watch.close();
});

Deno.test("boundByRight() aborts with the right, and says why", async () => {
  const { ended, watch, look } = watchRights();
  {
    using wait = boundByRight(watch, session, new AbortController().signal);
    wait.assertRight();
    ended.add("one");
    await look();
    assert.equal(wait.signal.aborted, true);
    assert.throws(() => wait.assertRight(), { code: "unauthenticated" });
  }
  const gone = new AbortController();
  using wait = boundByRight(watch, { ...session, id: "two" }, gone.signal);
  gone.abort();
  assert.equal(wait.signal.aborted, true);
  wait.assertRight();
  await watch.close();
});
