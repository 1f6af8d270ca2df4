import assert from "node:assert/strict";
import { AnswerHtml } from "../../routes/answer_html.ts";
import { sampleAnswer } from "../support/sample_messages.ts";

Deno.test("AnswerHtml gives each answer its own HTML, however often and in whatever order", async () => {
  const html = new AnswerHtml({ maxCharacters: 60 });
  const answers = ["one", "two", "three", "four"].map((word) =>
    sampleAnswer({ id: word, content: `The **${word}**` })
  );
  for (const answer of [...answers, ...answers.toReversed(), ...answers]) {
    assert.equal(await html.of(answer), `<p>The <strong>${answer.id}</strong></p>`);
    assert.ok(html.characters <= 60);
  }
});

Deno.test("AnswerHtml renders an answer once while it is lately shown", async () => {
  const html = new AnswerHtml();
  await html.of(sampleAnswer({ id: "one", content: "first" }));
  const again = await html.of(sampleAnswer({ id: "one", content: "never looked at" }));
  assert.equal(again, "<p>first</p>");
});
