import assert from "node:assert/strict";
import { paths } from "../../../views/paths.ts";
import { refuse } from "../../support/upstream/fake_openai.ts";
import { answered } from "../../support/app/test_app.ts";
import { startTestSite } from "../test_site.ts";
import { location } from "../visitor.ts";

Deno.test("POST …/messages returns htmx the question, the coming answer, and a fresh composer", async () => {
  await using site = await startTestSite();
  const { visitor, user } = await site.signUp();
  const first = await site.app.startChat({ userId: user.id, message: "First" });
  await answered(site.app, first);
  const messages = paths.messages(first.chatId);
  const response = await visitor.post(messages, { message: "Second" }, { htmx: true });
  const body = await response.text();
  assert.equal(response.status, 200);
  assert.match(body, /hx-target="#messages" hx-swap="beforeend"[^]*Second[^]*hx-sse:connect/);
  assert.match(body, /action="\/chats\/[^"]+\/stop"/);
  assert.ok(!body.includes("First</div>"), "what is on screen is not sent again");
});

Deno.test("POST …/messages returns the current chat if the page shows an older state", async () => {
  await using site = await startTestSite();
  const { visitor, user } = await site.signUp();
  const first = await site.app.startChat({ userId: user.id, message: "First" });
  await answered(site.app, first);
  const { chatId } = first;
  const page = await (await visitor.get(paths.chat(chatId))).text();
  const after = page.match(/name="after" form="composer-form" value="([^"]+)"/)![1]!;
  assert.equal(after, first.answers[0]!.id);
  const second = await site.app.sendMessage({ userId: user.id, chatId, message: "Second" });
  await answered(site.app, second);
  const form = { message: "Third", after };
  const response = await visitor.post(paths.messages(chatId), form, { htmx: true });
  const body = await response.text();
  assert.equal(response.status, 200);
  assert.match(body, /hx-target="#main"[^]*First[^]*Second[^]*Third[^]*hx-sse:connect/);
});

Deno.test("POST …/messages redirects to the question without htmx", async () => {
  await using site = await startTestSite();
  const { visitor, user } = await site.signUp();
  const { chatId, ...turn } = await site.app.startChat({ userId: user.id, message: "First" });
  await answered(site.app, { chatId, ...turn });
  const response = await visitor.post(paths.messages(chatId), { message: "Second" });
  const { messages } = await site.app.listMessages({ userId: user.id, chatId, limit: 2 });
  assert.equal(messages[0]!.content, "Second");
  assert.equal(location(response), paths.messageInChat(chatId, messages[0]!.id));
});

Deno.test("the line where the model's memory begins is in place after a send, and on older pages", async () => {
  await using site = await startTestSite({ upstream: { reply: "manual" } });
  const { visitor, user } = await site.signUp();
  let turn = await site.app.startChat({ userId: user.id, message: "word ".repeat(1500) });
  const finish = async () => {
    await (await site.upstream.next()).complete();
    await answered(site.app, turn);
  };
  for (let i = 1; i < 30; i++) {
    await finish();
    const message = i < 4 ? "word ".repeat(1500) : `Question ${i}.`;
    turn = await site.app.sendMessage({ userId: user.id, chatId: turn.chatId, message });
  }
  await finish();
  const messages = paths.messages(turn.chatId);
  const message = "word ".repeat(1500);
  const sent = await (await visitor.post(messages, { message }, { htmx: true })).text();
  const { memoryBeginsAt } = await site.app.getChat(user.id, turn.chatId);
  assert.match(sent, /<hx-partial hx-target="#memory-line" hx-swap="delete">/);
  assert.ok(memoryBeginsAt);
  assert.match(
    sent,
    new RegExp(`hx-target="#message-${memoryBeginsAt}" hx-swap="beforebegin"><p id="memory-line"`),
  );
  await site.upstream.next();
  const page = await (await visitor.get(paths.chat(turn.chatId))).text();
  const older = page.match(/href="(\/chats\/[^"]+\/messages\?before=[^"]+)"/)![1]!;
  const part = await (await visitor.get(older, { htmx: true })).text();
  const line = new RegExp(`id="memory-line"[^>]*>[^<]*</p><article id="message-${memoryBeginsAt}"`);
  assert.ok(!line.test(page), "the line is not among the last messages");
  assert.match(part, line);
});

Deno.test("POST …/messages while an answer streams is refused and keeps the text", async () => {
  await using site = await startTestSite({ upstream: { reply: "manual" } });
  const { visitor, user } = await site.signUp();
  const turn = await site.app.startChat({ userId: user.id, message: "First" });
  const exchange = await site.upstream.next();
  for (const htmx of [false, true]) {
    const messages = paths.messages(turn.chatId);
    const response = await visitor.post(messages, { message: "Too early" }, { htmx });
    const body = await response.text();
    assert.equal(response.status, 409);
    assert.match(body, /Too early\s*<\/textarea>/);
    assert.match(body, /id="message-error"/);
    assert.ok(body.includes(paths.stopAnswer(turn.chatId, turn.answers[0]!.id)));
    assert.equal(body.includes("<html"), !htmx);
  }
  await exchange.complete();
  await answered(site.app, turn);
  const page = await (await visitor.get(paths.chat(turn.chatId))).text();
  assert.ok(!page.includes("Too early"));
});

Deno.test("POST …/stop stops the answer and keeps its text", async () => {
  await using site = await startTestSite({ upstream: { reply: "manual" } });
  const { visitor, user } = await site.signUp();
  for (const htmx of [false, true]) {
    const turn = await site.app.startChat({ userId: user.id, message: "Go" });
    const exchange = await site.upstream.next();
    await exchange.text("Half an answer");
    const key = { userId: user.id, chatId: turn.chatId, answerId: turn.answers[0]!.id };
    for await (const { text } of site.app.followAnswer(key)) if (text) break;
    const stop = paths.stopAnswer(turn.chatId, key.answerId);
    const response = await visitor.post(stop, {}, { htmx });
    assert.equal(response.status, htmx ? 204 : 303);
    if (!htmx) assert.equal(location(response), paths.messageInChat(turn.chatId, key.answerId));
    await exchange.closed;
    const { state, content } = await answered(site.app, turn);
    assert.deepEqual({ state, content }, { state: "stopped", content: "Half an answer" });
  }
});

Deno.test("POST …/answers answers a question again whose answer failed", async () => {
  await using site = await startTestSite();
  const { visitor, user } = await site.signUp();
  site.upstream.enqueue(refuse(401), refuse(500));
  const turn = await site.app.startChat({ userId: user.id, message: "Try" });
  await answered(site.app, turn);
  const page = await (await visitor.get(paths.chat(turn.chatId))).text();
  assert.match(page, /class="note failed">[^<]+/);
  const question = page.match(/name="question" value="([^"]+)"/)![1]!;
  assert.equal(question, turn.question.id);

  const answers = paths.answers(turn.chatId);
  const retried = await visitor.post(answers, { question });
  assert.match(location(retried)!, new RegExp(`^${paths.chat(turn.chatId)}#message-`));
  await endOf(turn.chatId);
  const again = await visitor.post(answers, { question }, { htmx: true });
  assert.match(await again.text(), /<article[^]*hx-sse:connect/);
  await endOf(turn.chatId);
  const last = await (await visitor.get(paths.chat(turn.chatId))).text();
  assert.match(last, /You said: Try/);
  assert.ok(!last.includes("note failed"));

  async function endOf(chatId: string) {
    const { activeLeaf } = await site.app.getChat(user.id, chatId);
    const key = { userId: user.id, chatId, answerId: activeLeaf };
    for await (const { ended } of site.app.followAnswer(key)) if (ended) return;
  }
});

Deno.test("POST …/continue continues in the same message", async () => {
  await using site = await startTestSite({ upstream: { reply: "manual" } });
  const { visitor, user } = await site.signUp();
  for (const htmx of [false, true]) {
    const turn = await site.app.startChat({ userId: user.id, message: "Go" });
    const first = await site.upstream.next();
    await first.text("Once upon");
    await first.complete("length");
    await answered(site.app, turn);
    const page = await (await visitor.get(paths.chat(turn.chatId))).text();
    const position = page.match(/name="position" value="([^"]+)"/)![1]!;
    const url = paths.continueAnswer(turn.chatId, turn.answers[0]!.id);
    assert.ok(page.includes(`action="${url}"`));
    assert.ok(!page.includes(">Retry<"));

    const response = await visitor.post(url, { position }, { htmx });
    if (htmx) assert.match(await response.text(), /<article[^]*hx-sse:connect/);
    else assert.equal(location(response), paths.messageInChat(turn.chatId, turn.answers[0]!.id));
    const second = await site.upstream.next();
    await second.text(" a time");
    await second.complete();
    await answered(site.app, turn);
    const whole = await (await visitor.get(paths.chat(turn.chatId))).text();
    assert.match(whole, /Once upon a time/);
    assert.equal(whole.match(/class="message answer"/g)?.length, 1);
    const refused = await visitor.post(url, { position: String("Once upon a time".length) }, {
      htmx,
    });
    assert.equal(refused.status, 409);
    assert.match(await refused.text(), /Cannot continue answer: it is complete/);
  }
  const missing = paths.continueAnswer("chat", "answer");
  assert.equal((await visitor.post(missing, { position: "1" })).status, 404);
  assert.equal((await visitor.post(missing, { position: "one" })).status, 422);
});

Deno.test("POST …/continue shows the current state of an answer that was continued and ended meanwhile", async () => {
  await using site = await startTestSite({ upstream: { reply: "manual" } });
  const { visitor, user } = await site.signUp();
  const turn = await site.app.startChat({ userId: user.id, message: "Go" });
  const exchange = await site.upstream.next();
  await exchange.text("Once upon");
  await exchange.complete("length");
  await answered(site.app, turn);
  const url = paths.continueAnswer(turn.chatId, turn.answers[0]!.id);
  const response = await visitor.post(url, { position: "4" }, { htmx: true });
  const html = await response.text();
  assert.match(html, /Once upon/);
  assert.match(html, /name="position" value="9"/);
  assert.match(html, /id="composer-actions"[^]*aria-label="Send"/);
  assert.ok(!html.includes("Stop"));
});

Deno.test("POST …/answers refuses with a notice while the question is being answered", async () => {
  await using site = await startTestSite({ upstream: { reply: "manual" } });
  const { visitor, user } = await site.signUp();
  const turn = await site.app.startChat({ userId: user.id, message: "Go" });
  const form = { question: turn.question.id };
  const response = await visitor.post(paths.answers(turn.chatId), form, { htmx: true });
  assert.equal(response.status, 409);
  assert.match(await response.text(), /hx-target="#alerts"/);
});

Deno.test("GET …/messages shows earlier messages, as a page and as a fragment", async () => {
  await using site = await startTestSite();
  const { visitor, user } = await site.signUp();
  let turn = await site.app.startChat({ userId: user.id, message: "Question 0." });
  for (let i = 1; i < 27; i++) {
    await answered(site.app, turn);
    const next = { userId: user.id, chatId: turn.chatId, message: `Question ${i}.` };
    turn = await site.app.sendMessage(next);
  }
  await answered(site.app, turn);
  const chat = await (await visitor.get(paths.chat(turn.chatId))).text();
  assert.ok(chat.includes("Question 26.") && !chat.includes("Question 1."));
  const older = chat.match(/href="(\/chats\/[^"]+\/messages\?before=[^"]+)"/)![1]!;
  const page = await (await visitor.get(older)).text();
  assert.match(page, /<html/);
  assert.ok(page.includes("Question 0.") && !page.includes("Question 26.<"));
  assert.ok(page.includes(`<a href="${paths.chat(turn.chatId)}">Newest messages`));
  const part = await (await visitor.get(older, { htmx: true })).text();
  assert.ok(part.includes("Question 1.") && !part.includes("<html"));
  const elsewhere = await visitor.get(older.replace(/before=.*/, "before=elsewhere"));
  assert.equal(elsewhere.status, 422);
  assert.match(
    await elsewhere.text(),
    /Cannot list messages: this cursor is not valid; use one that the list returned/,
  );
  const missing = older.replace(turn.chatId, crypto.randomUUID());
  assert.equal((await visitor.get(missing)).status, 404);
});
