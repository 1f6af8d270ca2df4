import assert from "node:assert/strict";
import { answerNote } from "../../../views/answers/note.ts";
import { sampleAnswer } from "../../support/app/sample_messages.ts";
import { createTexts } from "../../../views/texts/texts.ts";
import { sampleTexts } from "../../support/app/sample_texts.ts";

Deno.test("answerNote() returns null for an answer that ended normally or still streams", () => {
  assert.equal(answerNote(sampleTexts, sampleAnswer({ id: "a" })), null);
  assert.equal(
    answerNote(sampleTexts, sampleAnswer({ id: "a", state: "streaming", content: "" })),
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
    assert.match(answerNote(sampleTexts, sampleAnswer({ id: "a", ...facts })) ?? "", expected);
  }
});

Deno.test("answerNote() says until when a busy server asks to wait, in the reader's words", () => {
  const noteOf = (minutes: number, language: "en" | "pt-BR" = "en") => {
    const finishedAt = new Date("2026-11-30T14:00:00Z");
    const retryAt = new Date(finishedAt.getTime() + minutes * 60_000);
    const facts = { state: "failed", errorCode: "upstream_rate_limited" } as const;
    const answer = sampleAnswer({ id: "a", ...facts, finishedAt, retryAt });
    return answerNote(createTexts(language, "America/Sao_Paulo"), answer);
  };
  assert.equal(noteOf(0.5), "The model’s server is too busy. Try again in a minute.");
  assert.match(noteOf(5)!, /too busy\. Try again after 11:05\sAM\.$/);
  assert.match(noteOf(20 * 60)!, /Try again after Dec 1, 2026, 7:00\sAM\.$/);
  assert.match(noteOf(5, "pt-BR")!, /ocupado demais\. Tente de novo depois de 11:05\.$/);
});
