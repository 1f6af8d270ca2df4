import assert from "node:assert/strict";
import fc from "fast-check";
import { jsonItems } from "../../../infra/archive/json_items.ts";

Deno.test("jsonItems() cuts any array into its elements, wherever its bytes are cut", async () => {
  const property = fc.asyncProperty(
    fc.array(fc.jsonValue()),
    fc.constantFrom(undefined, 1, "\t"),
    fc.integer({ min: 1, max: 20 }),
    async (values, space, size) => {
      const items = await itemsOf(JSON.stringify(values, null, space), { size });
      assert.deepEqual(
        items.map((item) => "text" in item && JSON.parse(item.text)),
        JSON.parse(JSON.stringify(values)),
      );
    },
  );
  await fc.assert(property);
});

Deno.test("jsonItems() gives anything else as one element", async () => {
  for (const text of ['{"a": [1, 2], "b": "]}"}', "5", '"[1, 2]"', "nonsense [1, 2]", "{,", "[["]) {
    const items = await itemsOf(text);
    const whole = text === "nonsense [1, 2]" || text === "[[";
    if (!whole) assert.deepEqual(items, [{ text }], text);
    else assert.ok(items.length > 0, text);
  }
  assert.deepEqual(await itemsOf("\ufeff [1]\n"), [{ text: "1" }]);
  assert.deepEqual(await itemsOf(""), []);
  assert.deepEqual(await itemsOf("[]"), []);
});

Deno.test("jsonItems() skips elements that are too long or too deep, and no others", async () => {
  const deep = "[".repeat(100_000) + "]".repeat(100_000);
  const items = await itemsOf(`[1, "${"x".repeat(2_000)}", 2, ${deep}, {"a": 3}]`, {
    limit: 300_000,
  });
  assert.deepEqual(items.map((item) => "text" in item ? item.text.length : item.problem), [
    1,
    2_002,
    1,
    "too deep",
    8,
  ]);
  const short = await itemsOf(`[1, "${"x".repeat(2_000)}", 2]`, { limit: 1_000 });
  assert.deepEqual(short, [{ text: "1" }, { problem: "too long" }, { text: "2" }]);
});

async function itemsOf(text: string, { size = 7, limit = 1_000_000 } = {}) {
  const bytes = new TextEncoder().encode(text);
  async function* parts() {
    for (let at = 0; at < bytes.length; at += size) yield await bytes.slice(at, at + size);
  }
  return await Array.fromAsync(jsonItems(parts(), limit));
}
