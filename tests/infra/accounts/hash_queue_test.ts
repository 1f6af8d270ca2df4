import assert from "node:assert/strict";
import type { HashClient } from "../../../domain/accounts/password_hasher.ts";
import { HashQueue } from "../../../infra/accounts/hash_queue.ts";

const full = {
  code: "unavailable",
  message: "Too many passwords are being checked; try again in 5 seconds",
  details: { retryAfterSeconds: 5 },
};

/** Jobs that end when the test says so, once they have begun. */
function startQueue(queue: HashQueue) {
  const begun: string[] = [];
  const works = new Map<string, { begins: PromiseWithResolvers<void>; ends: () => void }>();
  return {
    begun,
    start(name: string, client: HashClient = {}) {
      const begins = Promise.withResolvers<void>();
      const { promise, resolve } = Promise.withResolvers<string>();
      works.set(name, { begins, ends: () => resolve(name) });
      return queue.run(client, () => {
        begun.push(name);
        begins.resolve();
        return promise;
      });
    },
    hasBegun: (name: string) => works.get(name)!.begins.promise,
    async end(name: string) {
      await works.get(name)!.begins.promise;
      works.get(name)!.ends();
    },
  };
}

Deno.test("run() does a limited number of jobs at once, and the rest in order of arrival", async () => {
  const queue = new HashQueue({ atOnce: 2, waiting: 2, perClient: 9 });
  const { begun, start, hasBegun, end } = startQueue(queue);
  const [a, b, c, d] = ["a", "b", "c", "d"].map((name) => start(name));
  await hasBegun("b");
  assert.deepEqual(begun, ["a", "b"]);
  await assert.rejects(start("e"), full);
  await end("b");
  assert.equal(await b, "b");
  await hasBegun("c");
  assert.deepEqual(begun, ["a", "b", "c"]);
  const f = start("f");
  for (const name of ["a", "c"]) await end(name);
  assert.deepEqual(await Promise.all([a, c]), ["a", "c"]);
  for (const name of ["d", "f"]) await end(name);
  assert.deepEqual(await Promise.all([d, f]), ["d", "f"]);
});

Deno.test("run() leaves room for other clients when one sends many jobs", async () => {
  const { start, end } = startQueue(new HashQueue({ atOnce: 1, waiting: 5, perClient: 2 }));
  const mine = [start("a", { client: "me" }), start("b", { client: "me" })];
  await assert.rejects(start("c", { client: "me" }), full);
  const theirs = start("d", { client: "they" });
  await end("a");
  await mine[0];
  const next = start("e", { client: "me" });
  await assert.rejects(start("f", { client: "me" }), full);
  for (const [name, done] of [["b", mine[1]], ["d", theirs], ["e", next]] as const) {
    await end(name);
    assert.equal(await done, name);
  }
});

Deno.test("run() drops the job of a client that disconnects, and gives its place to others", async () => {
  const { begun, start, end } = startQueue(new HashQueue({ atOnce: 1, waiting: 1, perClient: 1 }));
  const a = start("a");
  const leaving = new AbortController();
  const b = start("b", { client: "me", signal: leaving.signal });
  await assert.rejects(start("c"), full);
  leaving.abort();
  await assert.rejects(b, { code: "unavailable", message: "The client left before its turn came" });
  const d = start("d", { client: "me" });
  await assert.rejects(start("e", { signal: leaving.signal }), { message: /left/ });
  await end("a");
  await a;
  await end("d");
  assert.equal(await d, "d");
  assert.deepEqual(begun, ["a", "d"]);
});

Deno.test("run() takes known clients first, and keeps room for them in a crowd of unknown ones", async () => {
  const queue = new HashQueue({ atOnce: 1, waiting: 2, perClient: 1 });
  const { begun, start, end } = startQueue(queue);
  const unknown = ["a", "b", "c"].map((name) => start(name, { client: name }));
  await assert.rejects(start("d", { client: "d" }), full);
  const owner = start("owner", { client: "session", isKnown: true });
  for (const name of ["a", "owner", "b", "c"]) await end(name);
  assert.deepEqual(await Promise.all([...unknown, owner]), ["a", "b", "c", "owner"]);
  assert.deepEqual(begun, ["a", "owner", "b", "c"]);
});

Deno.test("run() continues after a job that fails", async () => {
  const queue = new HashQueue({ atOnce: 1, waiting: 0, perClient: 1 });
  const fail = () => queue.run({ client: "me" }, () => Promise.reject(new Error("failed")));
  for (let i = 0; i < 3; i++) await assert.rejects(fail(), /failed/);
});
