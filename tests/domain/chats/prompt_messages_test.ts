import assert from "node:assert/strict";
import fc from "fast-check";
import type { Answer, Message } from "../../../domain/chats/message.ts";
import { readableMessages, toPrompt } from "../../../domain/chats/prompt_messages.ts";
import { tokenWindow } from "../../../domain/chats/token_window.ts";
import { randomPath } from "../../support/app/random_path.ts";
import { sampleAnswer, sampleQuestion } from "../../support/app/sample_messages.ts";

const asked = sampleQuestion({ id: "asked" });

/** A path that ends with the question to answer. */
const askedPath = randomPath.map((path) => [...path, asked]);

/** What is sent for a path. */
function promptFor(path: readonly Message[], { system = "", budget = 1e6 } = {}) {
  return toPrompt(system, tokenWindow(readableMessages(path), budget));
}

Deno.test("a prompt has at most one system message, then user and assistant in turn", () => {
  const system = fc.constantFrom("", " \n", "Be brief");
  fc.assert(
    fc.property(askedPath, system, fc.integer({ min: 5, max: 3000 }), (path, system, budget) => {
      const prompt = promptFor(path, { system, budget });
      const turns = prompt.filter(({ role }, index) => role !== "system" || index > 0);
      assert.equal(prompt.length - turns.length, system === "Be brief" ? 1 : 0);
      assert.equal(turns.length % 2, 1);
      turns.forEach(({ role, content }, index) => {
        assert.equal(role, index % 2 === 0 ? "user" : "assistant");
        assert.notEqual(content.trim(), "");
      });
      assert.ok(turns.at(-1)!.content.endsWith(asked.content));
    }),
    { numRuns: 1000 },
  );
});

Deno.test("a prompt has every text of its window, in order, but those of refused questions", () => {
  fc.assert(fc.property(askedPath, (path) => {
    const texts = readableMessages(path);
    const window = tokenWindow(texts, 1e6);
    let rest = toPrompt("", window).map(({ content }) => content).join("\n\n");
    for (const { content } of window) {
      const place = rest.indexOf(content);
      assert.ok(place >= 0, content);
      rest = rest.slice(place);
    }
    const left = path.filter((message) => !texts.includes(message) && message.content.trim());
    assert.ok(left.every(({ role }) => role === "user"));
  }));
});

Deno.test("toPrompt() sends a question that got no answer together with the next", () => {
  for (
    const facts of [
      { state: "failed", errorCode: "upstream_rate_limited" },
      { state: "stopped" },
      { state: "interrupted" },
      { state: "complete", finishReason: "stop", content: "\n" },
    ] satisfies Partial<Answer>[]
  ) {
    const path = [sampleQuestion({ id: "q1" }), unanswered(facts), asked];
    assert.deepEqual(promptFor(path, { system: "Be brief" }), [
      { role: "system", content: "Be brief" },
      { role: "user", content: "question q1\n\nquestion asked" },
    ]);
  }
});

Deno.test("toPrompt() sends a question once that was asked again after a failure", () => {
  const again = { ...asked, id: "first" };
  const path = [sampleQuestion({ id: "q1" }), again, unanswered({ state: "failed" }), asked];
  assert.deepEqual(promptFor(path), [
    { role: "user", content: "question q1\n\nquestion asked" },
  ]);
});

Deno.test("readableMessages() leaves out a question that the model's server refused", () => {
  for (
    const facts of [
      { state: "failed", errorCode: "upstream_rejected" },
      { state: "failed", errorCode: "upstream_prompt_filtered" },
      { state: "failed", errorCode: "upstream_answer_filtered" },
      { state: "failed", errorCode: "upstream_too_long" },
      { state: "complete", finishReason: "content_filter" },
    ] satisfies Partial<Answer>[]
  ) {
    const path = [sampleQuestion({ id: "q1" }), unanswered(facts), asked];
    assert.deepEqual(promptFor(path), [{ role: "user", content: "question asked" }]);
  }
});

Deno.test("readableMessages() keeps a question whose answer was filtered after some text", () => {
  const cut = sampleAnswer({ id: "a1", finishReason: "content_filter" });
  const path = [sampleQuestion({ id: "q1" }), cut, asked];
  assert.equal(promptFor(path).length, 3);
});

function unanswered(facts: Partial<Answer>): Answer {
  return sampleAnswer({ id: "a1", content: "", finishReason: null, ...facts });
}
