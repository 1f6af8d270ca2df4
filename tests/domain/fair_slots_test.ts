import assert from "node:assert/strict";
import { FairSlots } from "../../domain/fair_slots.ts";

const never = new AbortController().signal;

Deno.test("FairSlots gives each key one slot, and the next to the key whose turn it is", async () => {
  const slots = new FairSlots(2);
  const order: string[] = [];
  const take = async (key: string, name: string) => {
    const slot = await slots.take(key, never);
    order.push(name);
    return slot!;
  };
  const first = await take("a", "a1");
  const waiting = [take("a", "a2"), take("b", "b1"), take("b", "b2"), take("c", "c1")];
  const b1 = await waiting[1]!;
  assert.deepEqual(order, ["a1", "b1"]);
  first[Symbol.dispose]();
  const c1 = await waiting[3]!;
  assert.deepEqual(order, ["a1", "b1", "c1"], "b has one already, and a had one");
  c1[Symbol.dispose]();
  const a2 = await waiting[0]!;
  assert.deepEqual(order, ["a1", "b1", "c1", "a2"]);
  b1[Symbol.dispose]();
  (await waiting[2]!)[Symbol.dispose]();
  a2[Symbol.dispose]();
});

Deno.test("FairSlots lets keys take turns, however many calls of one key wait", async () => {
  const slots = new FairSlots(1);
  const order: string[] = [];
  const work = async (key: string, name: string) => {
    using _slot = await slots.take(key, never);
    order.push(name);
    await null;
  };
  const many = ["a1", "a2", "a3", "a4"].map((name) => work("a", name));
  await Promise.all([...many, work("b", "b1"), work("c", "c1"), work("b", "b2")]);
  assert.deepEqual(order, ["a1", "b1", "c1", "a2", "b2", "a3", "a4"]);
});

Deno.test("FairSlots keeps no slot for a call that gave up", async () => {
  const slots = new FairSlots(1);
  const held = await slots.take("a", never);
  const patience = new AbortController();
  const gone = slots.take("b", patience.signal);
  const next = slots.take("c", never);
  patience.abort();
  assert.equal(await gone, null);
  assert.equal(await slots.take("d", patience.signal), null);
  held![Symbol.dispose]();
  assert.ok(await next);
});
