import assert from "node:assert/strict";
import { AnswerHtml } from "../../../routes/streams/answer_html.ts";
import { createTexts } from "../../../views/texts/texts.ts";
import { sampleAnswer } from "../../support/app/sample_messages.ts";
import { localRendering } from "../../support/browser/local_rendering.ts";

const { renderer } = localRendering;

const english = createTexts("en", "UTC");
const reader = { t: english };

Deno.test("AnswerHtml renders each answer's own HTML, however often and in any order", async () => {
  const html = new AnswerHtml({ renderer, kept: { all: 60, perOwner: 60 } });
  const answers = ["one", "two", "three", "four"].map((word) =>
    sampleAnswer({ id: word, content: `The **${word}**` })
  );
  for (const answer of [...answers, ...answers.toReversed(), ...answers]) {
    assert.equal(await html.of(answer, reader), `<p>The <strong>${answer.id}</strong></p>`);
  }
});

Deno.test("AnswerHtml renders an answer again that was continued", async () => {
  const html = new AnswerHtml({ renderer });
  const answer = sampleAnswer({ id: "one", content: "first" });
  await html.of(answer, reader);
  const continued = { ...answer, content: "first, second", finishedAt: new Date() };
  assert.equal(await html.of(continued, reader), "<p>first, second</p>");
});

Deno.test("AnswerHtml caches recently shown answers, and drops the others", async () => {
  const html = new AnswerHtml({ renderer, kept: { all: 24, perOwner: 24 } });
  const show = (id: string, content: string) => html.of(sampleAnswer({ id, content }), reader);
  await show("one", "first");
  await show("two", "other");
  assert.equal(await show("one", "never looked at"), "<p>first</p>");
  await show("three", "third");
  assert.equal(await show("one", "never looked at"), "<p>first</p>");
  assert.equal(await show("two", "again"), "<p>again</p>", "the one longest not shown was dropped");
  await show("four", "longer than all that may be kept");
  assert.equal(await show("two", "anew"), "<p>anew</p>", "nothing is kept beyond the limit");
});

Deno.test("AnswerHtml labels parts of an answer in the reader's language", async () => {
  const html = new AnswerHtml({ renderer });
  const answer = sampleAnswer({ id: "one", content: "```\ncode\n```" });
  const portuguese = createTexts("pt-BR", "UTC");
  for (const t of [english, portuguese, english]) {
    assert.match(await html.of(answer, { t }), new RegExp(`>${t.site.copy}</button>`));
  }
});

Deno.test("AnswerHtml keeps others' answers, however many an owner shows", async () => {
  const html = new AnswerHtml({ renderer, kept: { all: 100, perOwner: 40 } });
  const show = (userId: string, id: string, content: string) =>
    html.of(sampleAnswer({ id, userId, content }), reader);
  await show("one", "mine", "first");
  for (let i = 0; i < 10; i++) await show("two", `${i}`, "as long as thirty characters");
  assert.equal(await show("one", "mine", "never looked at"), "<p>first</p>");
  assert.equal(await show("two", "9", "never"), "<p>as long as thirty characters</p>");
  assert.equal(await show("two", "8", "anew"), "<p>anew</p>");
});

Deno.test("AnswerHtml renders an answer only while a reader waits for it", async () => {
  const html = new AnswerHtml({ renderer });
  const [one, two] = [new AbortController(), new AbortController()];
  const show = (id: string, { signal }: AbortController) =>
    html.of(sampleAnswer({ id, content: id }), { ...reader, signal });
  const first = show("first", two);
  const [left, joined, alone] = [show("both", one), show("both", two), show("alone", one)];
  one.abort();
  assert.equal(await first, "<p>first</p>");
  assert.deepEqual(await Promise.all([left, joined]), ["<p>both</p>", "<p>both</p>"]);
  await assert.rejects(alone, { code: "unavailable" });
  assert.equal(await show("alone", two), "<p>alone</p>");
});
