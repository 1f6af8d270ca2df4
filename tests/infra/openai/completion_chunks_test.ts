import assert from "node:assert/strict";
import fc from "fast-check";
import {
  CompletionError,
  type CompletionEvent,
} from "../../../domain/models/completion_provider.ts";
import { CompletionChunks } from "../../../infra/openai/completion_chunks.ts";
import { textOf } from "../../support/upstream/completions.ts";

const encoder = new TextEncoder();

Deno.test("CompletionChunks.push() reads the same text however the bytes are cut", () => {
  const texts = fc.array(fc.string({ unit: "grapheme", minLength: 1 }), { minLength: 1 });
  const cuts = fc.array(fc.nat(), { maxLength: 20 });
  const lineEnds = fc.constantFrom("\n", "\r\n", "\r");
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

Deno.test("CompletionChunks.push() gives the text before an error in the same bytes", () => {
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

Deno.test("CompletionChunks.push() takes a refusal's words for the answer", () => {
  const { events } = read([
    `data: {"choices":[{"delta":{"role":"assistant","content":"","refusal":null}}]}\n\n`,
    `data: {"choices":[{"delta":{"refusal":"I can’t"}}]}\n\ndata: {"choices":[{"delta":{"refusal":" help."}}]}\n\n`,
    `${choice("", "stop")}\n\n`,
  ]);
  assert.equal(textOf(events), "I can’t help.");
});

Deno.test("CompletionChunks.push() leaves out reasoning, tool calls and chunks without a choice", () => {
  const deltas = [
    { role: "assistant" },
    { reasoning_content: "Hm" },
    { reasoning: "Hm", content: null },
    { content: [{ type: "thinking", thinking: [{ type: "text", text: "Hm" }] }] },
    { tool_calls: [{ index: 0, function: { name: "f", arguments: "{}" } }] },
    { content: [{ type: "text", text: "One" }] },
    { content: " two", reasoning_content: null },
    {},
    null,
  ];
  const chunks = [
    { choices: [], prompt_filter_results: [] },
    { object: "ping" },
    ...deltas.map((delta) => ({ choices: [{ index: 0, delta }] })),
    { choices: [{ delta: {}, finish_reason: "tool_calls" }] },
  ];
  const { events, error } = read(chunks.map((chunk) => `data: ${JSON.stringify(chunk)}\n\n`));
  assert.equal(error, null);
  assert.deepEqual(events, [
    { type: "text", index: 0, text: "One" },
    { type: "text", index: 0, text: " two" },
    { type: "finish", index: 0, reason: "stop" },
  ]);
});

Deno.test("CompletionChunks.push() survives any JSON in any place", () => {
  const part = { maxDepth: 2, withNullPrototype: false };
  const any = fc.anything(part);
  const odd = fc.record({
    choices: fc.oneof(any, fc.array(fc.oneof(any, fc.record({ delta: any, finish_reason: any })))),
    usage: any,
    error: fc.option(any),
  });
  fc.assert(fc.property(fc.array(fc.oneof(odd, any), { maxLength: 4 }), (chunks) => {
    const { events, error } = read(chunks.map((chunk) => `data: ${JSON.stringify(chunk)}\n\n`));
    assert.ok(error === null || error instanceof CompletionError, String(error));
    for (const event of events) {
      if (event.type === "text") assert.equal(typeof event.text, "string");
    }
  }));
});

Deno.test("CompletionChunks.end() ignores invalid token counts", () => {
  for (const usage of [{ prompt_tokens: "3" }, { completion_tokens: -1 }, { prompt_tokens: 1.5 }]) {
    const line = JSON.stringify({ choices: [{ finish_reason: "stop" }], usage });
    assert.deepEqual(read([`data: ${line}\n\n`]).events.map(({ type }) => type), ["finish"]);
  }
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

Deno.test("CompletionChunks.end() finishes choices that [DONE] ended without a reason", () => {
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
