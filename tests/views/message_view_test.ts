import assert from "node:assert/strict";
import { AnswerView } from "../../views/message_view.tsx";
import { answerProps } from "./sample_views.ts";

Deno.test("AnswerView() tells the model and how many tokens the answer has", () => {
  const cases: [number | null, string][] = [
    [null, "fake-model"],
    [1, "fake-model · 1 token"],
    [1200, "fake-model · 1,200 tokens"],
  ];
  for (const [completionTokens, facts] of cases) {
    const html = String(AnswerView(answerProps({ id: "a", completionTokens })));
    assert.ok(html.includes(`<span class="answer-facts">${facts}</span>`), html);
  }
});
