import assert from "node:assert/strict";
import fc from "fast-check";
import { demoAnswer } from "../../../infra/demo/answers.ts";
import { DemoCompletionProvider } from "../../../infra/demo/completion_provider.ts";
import { renderMarkdown } from "../../../views/markdown/markdown.ts";
import { collect, sampleRequest, textOf } from "../../support/upstream/completions.ts";
import { testCompletionProvider } from "../openai/completion_provider_contract.ts";

testCompletionProvider("DemoCompletionProvider", () =>
  Promise.resolve({
    provider: new DemoCompletionProvider({ wordMs: 1 }),
    async [Symbol.asyncDispose]() {},
  }));

const atOnce = new DemoCompletionProvider({ wordMs: 0 });

Deno.test("DemoCompletionProvider.complete() says that it is a demo and how to connect a real model, for any question", async () => {
  for (
    const question of ["Hello", "Write code", "Compare", "Some maths", "A plan", "A story", "?"]
  ) {
    const text = textOf((await collect(atOnce, sampleRequest(question))).events);
    assert.match(text, /\*\*demo model\*\*/, question);
    assert.match(text, /OPENAI_API_KEY.*OPENAI_BASE_URL/s, question);
  }
});

Deno.test("DemoCompletionProvider.complete() shows the Markdown that the question names", async () => {
  const answers: [string, RegExp][] = [
    ["Please write a function", /^```ts$/m],
    ["compare the two", /^\| :-/m],
    ["a formula, please", /^\$\$$/m],
    ["How do I begin?", /^- \[x\] /m],
    ["Tell me a story", /^## The Two Harbours$/m],
    ["Hi there", /^## Hello, and welcome to Parley$/m],
  ];
  for (const [question, expected] of answers) {
    assert.match(textOf((await collect(atOnce, sampleRequest(question))).events), expected);
  }
});

Deno.test("DemoCompletionProvider.complete() varies its answers to questions without a known word", () => {
  const answers = new Set(["blue", "green", "red", "pink", "grey"].map((word) => {
    return demoAnswer(word).replace(/^> .*$/m, "");
  }));
  assert.ok(answers.size > 2);
});

Deno.test("DemoCompletionProvider.complete() gives each choice another answer when n is 2", async () => {
  const { events } = await collect(atOnce, sampleRequest("Hello", { n: 2 }));
  assert.notEqual(textOf(events, 0), textOf(events, 1));
});

Deno.test("DemoCompletionProvider.complete() ends for length when maxTokens is small", async () => {
  const { events } = await collect(atOnce, sampleRequest("Hello", { maxTokens: 10 }));
  assert.deepEqual(events.at(-1), { type: "finish", index: 0, reason: "length" });
  assert.ok(textOf(events).length <= 40);
});

Deno.test("DemoCompletionProvider.complete() ends before a stop sequence", async () => {
  const { events } = await collect(atOnce, sampleRequest("Hello", { stop: ["real thing", "zzz"] }));
  assert.match(textOf(events), /is the$/);
  assert.equal(events.at(-1)?.type, "finish");
});

Deno.test("DemoCompletionProvider.complete() pauses before every word unless the pause is 0", async () => {
  const start = performance.now();
  const { events } = await collect(
    new DemoCompletionProvider({ wordMs: 4 }),
    sampleRequest("Hello", { maxTokens: 50 }),
  );
  const words = events.filter(({ type }) => type === "text").length;
  assert.ok(words > 20);
  assert.ok(performance.now() - start >= words * 2);
});

Deno.test("demoAnswer() quotes the question as plain text, not as Markdown", () => {
  const marks = fc.constantFrom(..."*_`#[]()!<>$\\|~&-+.:/1 \n\"'😀é@{}");
  fc.assert(fc.property(fc.string({ unit: marks, minLength: 1 }), (question) => {
    const quotation = demoAnswer(question).match(/^> .*$/m)?.[0] ?? "";
    const text = `“[^<>]*”`;
    if (!quotation.startsWith("> “")) return;
    assert.match(
      renderMarkdown(quotation),
      new RegExp(`^<blockquote>\\s*<p>${text}</p>\\s*</blockquote>\\s*$`),
    );
  }));
});

Deno.test("demoAnswer() cuts a long question short, and never within a character", () => {
  const first = demoAnswer("😀".repeat(200)).split("\n")[0]!;
  assert.equal(first, `> “${"😀".repeat(72)} …”`);
});
