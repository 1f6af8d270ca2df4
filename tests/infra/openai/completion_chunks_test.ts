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

Deno.test("CompletionChunks.push() leaves out tool calls and chunks without a choice", () => {
  const deltas = [
    { role: "assistant" },
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

Deno.test("CompletionChunks.push() keeps thinking and text apart in what arrives together", () => {
  const deltas = [{ reasoning_content: "Let " }, { reasoning_content: "me" }, { content: "One" }];
  const lines = deltas.map((delta) => `data: ${JSON.stringify({ choices: [{ delta }] })}\n\n`);
  const { events } = read([`${lines.join("")}${choice("", "stop")}\n\n`]);
  assert.deepEqual(events, [
    { type: "thinking", index: 0, text: "Let me" },
    { type: "text", index: 0, text: "One" },
    { type: "finish", index: 0, reason: "stop" },
  ]);
});

Deno.test("CompletionChunks.push() gives thinking whose tag never closes", () => {
  const { events } = read([
    `${choice("<thi")}\n\n`,
    `${choice("nk>Hm")}\n\n`,
    `${choice("", "length")}\n\n`,
  ]);
  assert.deepEqual(events, [
    { type: "thinking", index: 0, text: "Hm" },
    { type: "finish", index: 0, reason: "length" },
  ]);
});

Deno.test("CompletionChunks.push() tells of a closing tag that has no opening one", () => {
  const { events } = read([
    `${choice("Hm.\n</th")}\n\n${choice("ink>\n\nOne")}\n\n${choice("", "stop")}\n\n`,
  ]);
  assert.deepEqual(events, [
    { type: "text", index: 0, text: "Hm.\n</think>\n\nOne" },
    { type: "thinkingEnd", index: 0, position: 4, length: 8 },
    { type: "finish", index: 0, reason: "stop" },
  ]);
});

Deno.test("CompletionChunks.end() gives the tokens that the model thought with", () => {
  const usage = {
    prompt_tokens: 3,
    completion_tokens: 9,
    completion_tokens_details: { reasoning_tokens: 7 },
  };
  const line = JSON.stringify({ choices: [{ finish_reason: "stop" }], usage });
  const { events } = read([`data: ${line}\n\n`]);
  assert.deepEqual(events.at(-1), {
    type: "usage",
    promptTokens: 3,
    completionTokens: 9,
    thinkingTokens: 7,
  });
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

Deno.test("CompletionChunks.lastEvents() ignores invalid token counts", () => {
  for (const usage of [{ prompt_tokens: "3" }, { completion_tokens: -1 }, { prompt_tokens: 1.5 }]) {
    const line = JSON.stringify({ choices: [{ finish_reason: "stop" }], usage });
    assert.deepEqual(read([`data: ${line}\n\n`]).events.map(({ type }) => type), ["finish"]);
  }
});

Deno.test("CompletionChunks.lastEvents() gives the last usage once when it comes with every chunk", () => {
  const usage = (tokens: number) => `,"usage":{"prompt_tokens":3,"completion_tokens":${tokens}}`;
  const line = (tokens: number, reason: string) =>
    `data: {"choices":[{"delta":{"content":"a"},"finish_reason":${reason}}]${usage(tokens)}}\n\n`;
  const { events } = read([line(1, "null"), line(2, '"length"')]);
  assert.deepEqual(events.slice(2), [
    { type: "finish", index: 0, reason: "length" },
    { type: "usage", promptTokens: 3, completionTokens: 2 },
  ]);
});

Deno.test("CompletionChunks.lastEvents() finishes choices that [DONE] ended without a reason", () => {
  const { events, error } = read([`${choice("One")}\n\ndata: [DONE]\n\n`]);
  assert.equal(error, null);
  assert.deepEqual(events.at(-1), { type: "finish", index: 0, reason: "stop" });
});

Deno.test("CompletionChunks.failure is upstream_broken_off when one of several choices lacks its end", () => {
  const { error } = read([`${choice("a", "stop", 0)}\n\n${choice("b", null, 1)}\n\n`], 2);
  assert.equal((error as CompletionError).code, "upstream_broken_off");
});

Deno.test("CompletionChunks keeps the reasons of the choices that ended when another one breaks off", () => {
  const whole = `${choice("a", "length", 0)}\n\n${choice("b", null, 1)}\n\n`;
  for (const end of ["", 'data: {"error":"Out of memory"}\n\n']) {
    const { events, error } = read([whole + end], 2);
    assert.ok(error);
    assert.deepEqual(events.at(-1), { type: "finish", index: 0, reason: "length" });
  }
});

Deno.test("CompletionChunks lets text after a reason count, and the last reason stand", () => {
  const early = { thought: true, empty: true, each: true, forgiven: false };
  const thought = `data: {"choices":[{"delta":{"reasoning":"Hm"},"finish_reason":"stop"}]}\n\n`;
  const pieces = {
    thought: [thought, choice("One"), choice(" two")],
    empty: [choice("", "stop"), choice("One"), choice(" two")],
    each: [choice("One", "stop"), choice(" two", "stop")],
    forgiven: [thought, choice("One"), choice(" two", "length")],
  };
  for (const [name, lines] of Object.entries(pieces)) {
    const last = name === "forgiven" ? "length" : "stop";
    const whole = read([[...lines, "data: [DONE]", ""].join("\n\n")]);
    assert.equal(whole.error, null);
    assert.equal(textOf(whole.events), "One two");
    assert.deepEqual(whole.events.at(-1), { type: "finish", index: 0, reason: last });
    const broken = read([...lines, `data: {"error":"Lost"}`, ""].map((line) => `${line}\n\n`));
    assert.equal(broken.error !== null, early[name as keyof typeof early], name);
  }
});

Deno.test("CompletionChunks ignores choices that weren't requested", () => {
  const others = [1, 2, 3].map((index) => choice("b", "stop", index)).join("\n\n");
  const one = read([`${choice("a")}\n\n${others}\n\n${choice("", "length")}\n\n`]);
  assert.deepEqual(one.events, [
    { type: "text", index: 0, text: "a" },
    { type: "finish", index: 0, reason: "length" },
  ]);
  const two = read([`${choice("a", "stop")}\n\n${others}\n\n`], 2);
  assert.deepEqual([...new Set(two.events.map((event) => "index" in event && event.index))], [
    0,
    1,
  ]);
});

Deno.test("CompletionChunks reads a reason's many forms as one", () => {
  const forms = ["MAX_TOKENS", "Max_Tokens: 4096", " length ", "model_length"];
  for (const form of forms) {
    assert.deepEqual(read([choice("a", form), "\n"]).events.at(-1), {
      type: "finish",
      index: 0,
      reason: "length",
    });
  }
});

Deno.test("CompletionChunks keeps a reason that it doesn't know, on one short line", () => {
  const reason = (given: unknown) => {
    const chunk = { choices: [{ delta: { content: "a" }, finish_reason: given }] };
    const last = read([`data: ${JSON.stringify(chunk)}\n\n`]).events.at(-1)!;
    return last.type === "finish" && last.reason;
  };
  assert.equal(reason("Compute_Limit: 9"), "other:Compute_Limit: 9");
  assert.equal(reason("a\u0000\n\u202eb"), "other:a b");
  assert.equal(reason("x".repeat(49) + "🙂"), `other:${"x".repeat(49)}`);
  assert.equal(reason("constructor"), "other:constructor");
  assert.equal(reason({ code: 3 }), 'other:{"code":3}');
});

const brokenLines = {
  'error: {"code":500,"message":"Out of memory"}': ["upstream_error", /Out of memory/],
  "error: Out of memory": ["upstream_error", /Out of memory/],
  '{"error":{"message":"Out of memory"}}': ["upstream_error", /Out of memory/],
  'data: {"object":"error","message":"Out of memory","code":500}': [
    "upstream_error",
    /Out of memory/,
  ],
  'data: {"choices":[{"delta":{},"error":{"message":"Out of memory"}}]}': [
    "upstream_error",
    /Out of memory/,
  ],
  'data: {"detail":"Out of memory"}': ["upstream_error", /Out of memory/],
  'data: {"type":"error","message":"Out of memory"}': ["upstream_error", /Out of memory/],
  'data: {"errors":[{"message":"Out of memory"}]}': ["upstream_error", /Out of memory/],
  'event: error\ndata: {"message":"Out of memory"}\n\ndata: {"type":"ping"}': [
    "upstream_error",
    /Out of memory/,
  ],
  'data: {"error":{"message":"Out of memory"},"choices":[{"delta":{},"finish_reason":"stop"}]}': [
    "upstream_error",
    /Out of memory/,
  ],
  "data: Internal Server Error": ["upstream_error", /Internal Server Error/],
  "upstream connect error": ["upstream_broken_off", /upstream connect error/],
} as const;

for (const [line, [code, message]] of Object.entries(brokenLines)) {
  Deno.test(`CompletionChunks takes ${line} for an error, also before [DONE]`, () => {
    const { events, error } = read([`${choice("One")}\n\n${line}\n\ndata: [DONE]\n\n`]);
    assert.equal(textOf(events), "One");
    assert.deepEqual(events.filter(({ type }) => type === "finish"), []);
    assert.equal((error as CompletionError).code, code);
    assert.match((error as CompletionError).message, message);
  });
}

Deno.test("CompletionChunks takes empty data, pings and other fields of events for nothing", () => {
  const lines = ["data:", "data: ", "data", "data: ping", "data: null", "event: ping", "id: 7"];
  const pings = [
    "data: PING",
    'data: "ping"',
    'data: ""',
    "data: keep-alive",
    'data: {"type":"ping"}',
  ];
  const nothing = [...lines, ...pings, "retry: 100", ": comment", " "].join("\n\n");
  const { events, error } = read([`${nothing}\n${choice("One")}\n${nothing}\ndata: [DONE]\n`]);
  assert.equal(error, null);
  assert.deepEqual(events, [
    { type: "text", index: 0, text: "One" },
    { type: "finish", index: 0, reason: "stop" },
  ]);
});

Deno.test("CompletionChunks takes a sentence beside the choices for no error if they end", () => {
  const sentence = 'data: {"message":"2 requests before yours"}';
  const { events, error } = read([`${sentence}\n\n${choice("One", "stop")}\n\n${sentence}\n\n`]);
  assert.equal(error, null);
  assert.deepEqual(events.at(-1), { type: "finish", index: 0, reason: "stop" });
});

Deno.test("CompletionChunks ends nothing with a reason before the last text of a cut stream", () => {
  const cut = [choice("", "stop"), choice("One"), ""].join("\n\n");
  const { events, error } = read([cut]);
  assert.equal((error as CompletionError).code, "upstream_broken_off");
  assert.deepEqual(events, [{ type: "text", index: 0, text: "One" }]);
  assert.equal(read([`${cut}data: [DONE]\n\n`]).error, null);
});

Deno.test("CompletionChunks reads a last event without its line end, if it is whole", () => {
  const whole = read([`${choice("One")}\n\n${choice(" two", "length")}`]);
  assert.equal(textOf(whole.events), "One two");
  assert.deepEqual(whole.events.at(-1), { type: "finish", index: 0, reason: "length" });
  const done = read([`${choice("One")}\n\ndata: [DONE]`]);
  assert.equal(done.error, null);
  const cut = read([`${choice("One")}\n\n${choice(" two", "length").slice(0, -9)}`]);
  assert.equal((cut.error as CompletionError).code, "upstream_broken_off");
  assert.match((cut.error as CompletionError).message, /after the line: {"choices"/);
});

function choice(content: string, reason: string | null = null, index = 0): string {
  const chunk = { choices: [{ index, delta: { content }, finish_reason: reason }] };
  return `data: ${JSON.stringify(chunk)}`;
}

function pieces(whole: Uint8Array, cuts: number[]): Uint8Array[] {
  const ends = cuts.map((cut) => cut % whole.length).sort((a, b) => a - b);
  return [...ends, whole.length].map((end, i) => whole.slice(ends[i - 1] ?? 0, end));
}

function read(parts: readonly (string | Uint8Array)[], choices = 1) {
  const chunks = new CompletionChunks(choices);
  const events: CompletionEvent[] = [];
  try {
    for (const part of parts) {
      events.push(...chunks.push(typeof part === "string" ? encoder.encode(part) : part));
    }
    events.push(...chunks.close(), ...chunks.lastEvents());
    return { events, error: chunks.failure };
  } catch (error) {
    return { events, error };
  }
}
