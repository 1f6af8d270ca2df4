import assert from "node:assert/strict";
import { BufferedLines } from "../../../infra/log/buffered_lines.ts";

Deno.test("BufferedLines writes lines in their order, several at once, without being asked", async () => {
  const written = Promise.withResolvers<string>();
  const lines = new BufferedLines(written.resolve);
  lines.add("a");
  lines.add("b");
  assert.equal(await written.promise, "a\nb");
});

Deno.test("BufferedLines.flush() writes waiting lines now, and nothing when none wait", () => {
  const texts: string[] = [];
  const lines = new BufferedLines((text) => texts.push(text));
  lines.flush();
  lines.add("a");
  assert.deepEqual(texts, []);
  lines.flush();
  lines.flush();
  lines.add("b");
  lines.flush();
  assert.deepEqual(texts, ["a", "b"]);
});

Deno.test("BufferedLines writes at once when many characters wait", () => {
  const texts: string[] = [];
  const lines = new BufferedLines((text) => texts.push(text));
  lines.add("x".repeat(60_000));
  assert.equal(texts.length, 0);
  lines.add("y".repeat(60_000));
  assert.equal(texts.length, 1);
});
