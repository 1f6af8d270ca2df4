import assert from "node:assert/strict";
import fc from "fast-check";
import { CompletionError, type CompletionEvent } from "../../../domain/completion_provider.ts";
import { CompletionChunks } from "../../../infra/openai/completion_chunks.ts";
import { textOf } from "../../support/completions.ts";

const encoder = new TextEncoder();

Deno.test("CompletionChunks.push() reads the same text however the bytes are cut", () => {
  const texts = fc.array(fc.string({ unit: "grapheme", minLength: 1 }), { minLength: 1 });
  const cuts = fc.array(fc.nat(), { maxLength: 20 });
  const lineEnds = fc.constantFrom("\n", "\r\n");
  fc.assert(fc.property(texts, cuts, lineEnds, (texts, cuts, lineEnd) => {
    const lines = [": keep-alive", "", ...texts.flatMap((text) => [choice(text), ""])];
    const whole = encoder.encode([...lines, choice("", "stop"), "", ""].join(lineEnd));
    const { events, error } = read(pieces(whole, cuts));
    assert.equal(error, null);
    assert.equal(textOf(events), texts.join(""));
    assert.deepEqual(events.at(-1), { type: "finish", index: 0, reason: "stop" });
  }));
});

Deno.test("CompletionChunks.push() makes one event of the texts that arrive together", () => {
  const { events } = read([`${choice("One")}\n\n${choice(" two")}\n\n${choice("", "stop")}\n\n`]);
  assert.deepEqual(events[0], { type: "text", index: 0, text: "One two" });
});

Deno.test("CompletionChunks.push() gives what came before an error in the same bytes", () => {
  const { events, error } = read([`${choice("One")}\n\ndata: {"error":"Oops"}\n\n`]);
  assert.equal(textOf(events), "One");
  assert.equal((error as Error).message, "Oops");
});

Deno.test("CompletionChunks.push() reads data without a space, roles, empty reasons and nulls", () => {
  const { events, error } = read([
    `data:{"choices":[{"index":0,"delta":{"role":"assistant","content":null}}],"error":null}\n\n`,
    `data:{"choices":[{"delta":{"content":"Hi"},"finish_reason":""}],"usage":null}\n\n`,
    `data:{"choices":[{"delta":{},"finish_reason":"stop"}]}\n\n`,
  ]);
  assert.equal(error, null);
  assert.deepEqual(events, [
    { type: "text", index: 0, text: "Hi" },
    { type: "finish", index: 0, reason: "stop" },
  ]);
});

Deno.test("CompletionChunks.end() gives the last usage once when it comes with every chunk", () => {
  const usage = (tokens: number) => `,"usage":{"prompt_tokens":3,"completion_tokens":${tokens}}`;
  const line = (tokens: number, reason: string) =>
    `data: {"choices":[{"delta":{"content":"a"},"finish_reason":${reason}}]${usage(tokens)}}\n\n`;
  const { events } = read([line(1, "null"), line(2, '"length"')]);
  assert.deepEqual(events.slice(2), [
    { type: "finish", index: 0, reason: "length" },
    { type: "usage", promptTokens: 3, completionTokens: 2 },
  ]);
});

Deno.test("CompletionChunks.end() takes other servers' finish reasons for a stop", () => {
  for (const [given, reason] of [["eos", "stop"], ["content_filter", "content_filter"]] as const) {
    const { events } = read([`${choice("a", given)}\n\n`]);
    assert.deepEqual(events.at(-1), { type: "finish", index: 0, reason });
  }
});

Deno.test("CompletionChunks.end() finishes what [DONE] ended without a reason", () => {
  const { events, error } = read([`${choice("One")}\n\ndata: [DONE]\n\n`]);
  assert.equal(error, null);
  assert.deepEqual(events.at(-1), { type: "finish", index: 0, reason: "stop" });
});

Deno.test("CompletionChunks.end() throws upstream_broken_off when one of several choices lacks its end", () => {
  const { error } = read([`${choice("a", "stop", 0)}\n\n${choice("b", null, 1)}\n\n`]);
  assert.equal((error as CompletionError).code, "upstream_broken_off");
});

function choice(content: string, reason: string | null = null, index = 0): string {
  const chunk = { choices: [{ index, delta: { content }, finish_reason: reason }] };
  return `data: ${JSON.stringify(chunk)}`;
}

function pieces(whole: Uint8Array, cuts: number[]): Uint8Array[] {
  const ends = cuts.map((cut) => cut % whole.length).sort((a, b) => a - b);
  return [...ends, whole.length].map((end, i) => whole.slice(ends[i - 1] ?? 0, end));
}

function read(parts: readonly (string | Uint8Array)[]) {
  const chunks = new CompletionChunks();
  const events: CompletionEvent[] = [];
  try {
    for (const part of parts) {
      events.push(...chunks.push(typeof part === "string" ? encoder.encode(part) : part));
    }
    events.push(...chunks.end());
    return { events, error: null };
  } catch (error) {
    return { events, error };
  }
}
