import assert from "node:assert/strict";
import type { Answer } from "../../../domain/chats/message.ts";
import { MessageView } from "../../../views/answers/message_view.tsx";
import { answerProps } from "./sample_props.ts";

Deno.test("MessageView() shows an answer's time, model, tokens and end", () => {
  const time = "Jan 2, 2026, 3:04 AM · fake-model";
  const cases: [Partial<Answer>, string][] = [
    [{ promptTokens: null, completionTokens: null }, " · complete"],
    [{ promptTokens: 0, completionTokens: 1 }, " · 1 token · complete"],
    [{ promptTokens: 12, completionTokens: 1200 }, " · tokens: 12 read, 1,200 written · complete"],
    [
      { promptTokens: 1200, cachedPromptTokens: 1024, completionTokens: 3 },
      " · tokens: 1,200 (1,024 cached) read, 3 written · complete",
    ],
    [
      {
        promptTokens: 0,
        completionTokens: 0,
        leftOut: ["temperature", "top_p", "max_tokens=4096"],
      },
      " · without temperature and top_p, which this model doesn’t take" +
      " · at most 4,096 tokens, this model’s limit · complete",
    ],
    [{ promptTokens: 0, completionTokens: 0, finishReason: "length" }, " · length limit"],
    [{ promptTokens: 0, completionTokens: 0, state: "stopped", finishReason: null }, " · stopped"],
    [{ promptTokens: 0, completionTokens: 0, finishReason: "other:pause" }, " · unknown end"],
  ];
  for (const [facts, line] of cases) {
    const html = String(MessageView(answerProps({ id: "a", ...facts }))).replaceAll(/\s/g, " ");
    assert.ok(html.includes(`<span class="answer-facts">${time}${line}</span>`), html);
  }
});

Deno.test("MessageView() has buttons for the previous and the next version", () => {
  const html = (id: string) =>
    String(MessageView({ ...answerProps({ id }), versions: ["a", "b", "c"] }));
  const button = (which: string, value: string) =>
    new RegExp(`id="${which}-q1" type="submit" form="branch" name="message" value="${value}"`);
  assert.match(html("b"), button("previous", "a"));
  assert.match(html("b"), button("next", "c"));
  assert.match(html("b"), />2\/3</);
  assert.doesNotMatch(html("a"), button("previous", ""));
  assert.match(html("a"), /id="previous-q1" type="button"[^>]* aria-disabled="true"/);
  assert.match(html("c"), /id="next-q1" type="button"[^>]* aria-disabled="true"/);
  assert.doesNotMatch(String(MessageView(answerProps({ id: "a" }))), /previous-q1/);
});

Deno.test("MessageView() offers to continue what a limit or an unknown reason ended", () => {
  const ends = { length: true, "other:pause": true, stop: false, content_filter: false } as const;
  for (const [finishReason, isOffered] of Object.entries(ends)) {
    const props = answerProps({ id: "a", finishReason: finishReason as keyof typeof ends });
    assert.equal(String(MessageView(props)).includes(">Continue<"), isOffered, finishReason);
  }
});

Deno.test("MessageView() offers no actions that an ended chat refuses", () => {
  const failed = answerProps({ id: "a", state: "stopped" });
  assert.match(String(MessageView(failed)), /form="again"[^]*Continue/);
  const closed = String(MessageView({ ...failed, isOpen: false, isLast: false }));
  assert.doesNotMatch(closed, /<form|form="again"/);
});
