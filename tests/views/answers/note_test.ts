import assert from "node:assert/strict";
import { answerNote } from "../../../views/answers/note.ts";
import { sampleAnswer } from "../../support/app/sample_messages.ts";
import { sampleTexts } from "../../support/app/sample_texts.ts";

Deno.test("answerNote() returns null for an answer that ended normally or still streams", () => {
  assert.equal(answerNote(sampleTexts.chat, sampleAnswer({ id: "a" })), null);
  assert.equal(
    answerNote(sampleTexts.chat, sampleAnswer({ id: "a", state: "streaming", content: "" })),
    null,
  );
});

Deno.test("answerNote() explains why an answer is incomplete", () => {
  const cases = [
    [{ finishReason: "length" }, /length limit/],
    [{ finishReason: "content_filter" }, /content filter/],
    [{ finishReason: "other:compute_limit" }, /doesn’t know: compute_limit/],
    [{ content: " " }, /no text/],
    [{ state: "stopped" }, /You stopped/],
    [{ state: "interrupted" }, /server stopped/],
    [{ state: "failed", errorCode: "upstream_unauthorized" }, /API key/],
    [{ state: "failed", errorCode: "upstream_rate_limited" }, /too busy/],
    [{ state: "failed", errorCode: null }, /went wrong/],
  ] as const;
  for (const [facts, expected] of cases) {
    assert.match(answerNote(sampleTexts.chat, sampleAnswer({ id: "a", ...facts })) ?? "", expected);
  }
});
