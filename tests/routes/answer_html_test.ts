import assert from "node:assert/strict";
import { AnswerHtml } from "../../routes/answer_html.ts";
import { createTexts } from "../../views/texts.ts";
import { sampleAnswer } from "../support/sample_messages.ts";
import { localRendering } from "../support/local_rendering.ts";

const { renderer } = localRendering;

const english = createTexts("en", "UTC");

Deno.test("AnswerHtml gives each answer its own HTML, however often and in whatever order", async () => {
  const html = new AnswerHtml({ renderer, maxCharacters: 60 });
  const answers = ["one", "two", "three", "four"].map((word) =>
    sampleAnswer({ id: word, content: `The **${word}**` })
  );
  for (const answer of [...answers, ...answers.toReversed(), ...answers]) {
    assert.equal(await html.of(answer, english), `<p>The <strong>${answer.id}</strong></p>`);
  }
});

Deno.test("AnswerHtml renders an answer anew that ended once more", async () => {
  const html = new AnswerHtml({ renderer });
  const answer = sampleAnswer({ id: "one", content: "first" });
  await html.of(answer, english);
  const continued = { ...answer, content: "first, second", finishedAt: new Date() };
  assert.equal(await html.of(continued, english), "<p>first, second</p>");
});

Deno.test("AnswerHtml renders an answer once while it is lately shown, and drops the others", async () => {
  const html = new AnswerHtml({ renderer, maxCharacters: 24 });
  const show = (id: string, content: string) => html.of(sampleAnswer({ id, content }), english);
  await show("one", "first");
  await show("two", "other");
  assert.equal(await show("one", "never looked at"), "<p>first</p>");
  await show("three", "third");
  assert.equal(await show("one", "never looked at"), "<p>first</p>");
  assert.equal(await show("two", "again"), "<p>again</p>", "the one longest not shown was dropped");
  await show("four", "longer than all that may be kept");
  assert.equal(await show("two", "anew"), "<p>anew</p>", "nothing is kept beyond the limit");
});

Deno.test("AnswerHtml labels what is in an answer in the language of whoever reads it", async () => {
  const html = new AnswerHtml({ renderer });
  const answer = sampleAnswer({ id: "one", content: "```\ncode\n```" });
  const portuguese = createTexts("pt-BR", "UTC");
  for (const t of [english, portuguese, english]) {
    assert.match(await html.of(answer, t), new RegExp(`>${t.site.copy}</button>`));
  }
});
