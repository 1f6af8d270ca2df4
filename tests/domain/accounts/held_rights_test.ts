import assert from "node:assert/strict";
import { AppError } from "../../../domain/app_error.ts";
import type { Clock } from "../../../domain/clock.ts";
import type { Right } from "../../../domain/accounts/right_gateway.ts";
import { boundByRight, HeldRights } from "../../../domain/accounts/held_rights.ts";
import { said } from "../../../domain/said.ts";
import { silentLog } from "../../support/app/test_app.ts";

/** Held rights, which a test ends, and which are checked when the test says so. */
function heldRights() {
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
  const held = new HeldRights({ rights, clock, log: silentLog });
  return {
    ended,
    looks,
    outage,
    held,
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

Deno.test("HeldRights ends every stream under a right that has ended, and no other", async () => {
  const { ended, looks, held, look } = heldRights();
  const told: string[] = [];
  const tell = (name: string) => (error: AppError) => void told.push(`${name} ${error.code}`);
  held.holdRight(session, tell("first"));
  const leave = held.holdRight({ ...session }, tell("second"));
  held.holdRight({ kind: "apiToken", id: "one" }, () => leave());
  const leaveOther = held.holdRight({ kind: "account", id: "other" }, tell("other"));
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
  await held.close();
});

Deno.test("HeldRights asks nothing while no stream is open, nor about streams that have ended", async () => {
  const { ended, looks, held, look } = heldRights();
  await new Promise((resolve) => setTimeout(resolve));
  assert.deepEqual(looks, []);
  ended.add("one");
  held.holdRight(session, () => assert.fail("it has left"))();
  await look();
  assert.deepEqual(looks, []);
  await held.close();
});

Deno.test("HeldRights ends no stream while the database can't be reached", async () => {
  const { ended, outage, looks, held, look } = heldRights();
  let isOver = false;
  const leave = held.holdRight(session, () => isOver = true);
  ended.add("one");
  outage.is = true;
  await look();
  assert.deepEqual([looks.length, isOver], [1, false]);
  outage.is = false;
  await look();
  assert.deepEqual([looks.length, isOver], [2, true]);
  leave();
  await held.close();
});

Deno.test("boundByRight() aborts with the right, and says why", async () => {
  const { ended, held, look } = heldRights();
  {
    using wait = boundByRight(held, session, new AbortController().signal);
    wait.assertRight();
    ended.add("one");
    await look();
    assert.equal(wait.signal.aborted, true);
    assert.throws(() => wait.assertRight(), { code: "unauthenticated" });
  }
  const gone = new AbortController();
  using wait = boundByRight(held, { ...session, id: "two" }, gone.signal);
  gone.abort();
  assert.equal(wait.signal.aborted, true);
  wait.assertRight();
  await held.close();
});
