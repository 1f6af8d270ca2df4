import assert from "node:assert/strict";
import { type FakeScript, refuse, say } from "../../support/upstream/fake_openai.ts";
import { answered, startTestApp, type TestApp } from "../../support/app/test_app.ts";

const userId = "user";

/** Some 80 tokens. */
const long = "word ".repeat(80);

/** A server with a context of 400 tokens, of which it says so; about a token a word. */
const small: FakeScript = (exchange) => {
  const words = exchange.request.body.messages.flatMap(({ content }) => content.trim().split(" "));
  return words.length > 300
    ? refuse(400, "This model's maximum context length is 400 tokens")(exchange)
    : say("Fine")(exchange);
};

/** Asks four long questions, one after the other. */
async function askFour({ app }: TestApp) {
  const first = await app.startChat({ userId, message: `1 ${long}` });
  const { chatId } = first;
  await answered(app, first);
  for (const number of [2, 3]) {
    await answered(app, await app.sendMessage({ userId, chatId, message: `${number} ${long}` }));
  }
  const last = await app.sendMessage({ userId, chatId, message: `4 ${long}` });
  return { chatId, first, answer: await answered(app, last) };
}

Deno.test("a stated context size is learned: the oldest messages are left out, and it is asked once more", async () => {
  await using t = await startTestApp({ upstream: { reply: small } });
  const { chatId, first, answer } = await askFour(t);
  assert.equal(answer.state, "complete");
  assert.equal(answer.content, "Fine");
  assert.equal(t.upstream.requests.length, 5);
  const numbers = t.upstream.requests.at(-1)!.body.messages.map(({ content }) => content[0]);
  assert.notEqual(numbers[0], "1");
  assert.equal(numbers.at(-1), "4");
  assert.equal(t.app.models[0].contextTokens, 400);
  const { memoryBeginsAt } = await t.app.getChat(userId, chatId);
  assert.ok(memoryBeginsAt && memoryBeginsAt !== first.question.id);
  // What was learned stays known.
  await answered(t.app, await t.app.sendMessage({ userId, chatId, message: `5 ${long}` }));
  assert.equal(t.upstream.requests.length, 6);
});

Deno.test("a stated context size for which the prompt can't become shorter ends the answer", async () => {
  const reply = refuse(400, "This model's maximum context length is 9000 tokens");
  await using t = await startTestApp({ upstream: { reply } });
  const answer = await answered(t.app, await t.app.startChat({ userId, message: "Hello" }));
  assert.equal(answer.errorCode, "upstream_too_long");
  assert.equal(t.upstream.requests.length, 1);
});
