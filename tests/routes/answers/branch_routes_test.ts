import assert from "node:assert/strict";
import { paths } from "../../../views/paths.ts";
import { say } from "../../support/upstream/fake_openai.ts";
import { answered } from "../../support/app/test_app.ts";
import { startTestSite, type TestSite, type TestSiteOptions } from "../test_site.ts";
import { location } from "../visitor.ts";

/** A visitor with a chat of one answered question. */
async function startChat(site: TestSite, message: string) {
  const { visitor, user } = await site.signUp();
  const turn = await site.app.startChat({ userId: user.id, message });
  return { visitor, userId: user.id, turn, chatId: turn.chatId };
}

/** A site whose model answers by itself. */
const start = (options?: TestSiteOptions) => startTestSite(options);

async function leafEnds(site: TestSite, userId: string, chatId: string): Promise<string> {
  const { activeLeaf: answerId } = await site.app.getChat(userId, chatId);
  for await (const { ended } of site.app.followAnswer({ userId, chatId, answerId })) {
    if (ended) break;
  }
  return answerId;
}

Deno.test("a question can be edited, and its old version shown again, without JavaScript", async () => {
  await using site = await start();
  const { visitor, userId, turn, chatId } = await startChat(site, "First words");
  await answered(site.app, turn);
  const page = await (await visitor.get(paths.chat(chatId))).text();
  const edit = paths.editMessage(chatId, turn.question.id);
  assert.ok(page.includes(`href="${edit}"`));
  const form = await (await visitor.get(edit)).text();
  assert.match(form, /<html[^]*<textarea[^>]*>\s*First words<\/textarea>/);
  const requestId = form.match(/name="requestId" value="([^"]+)"/)![1]!;
  const fields = { message: "Other words", replaces: turn.question.id, requestId };
  for (let i = 0; i < 2; i++) {
    const sent = await visitor.post(paths.messages(chatId), fields);
    assert.equal(sent.status, 303);
    assert.match(location(sent)!, /#message-/);
  }
  await leafEnds(site, userId, chatId);
  assert.equal(site.upstream.requests.length, 2);
  const edited = await (await visitor.get(paths.chat(chatId))).text();
  assert.match(edited, /You said: Other words/);
  assert.doesNotMatch(edited, /First words<\/div>/);
  assert.match(edited, />2\/2</);
  const previous = edited.match(
    /id="previous-first" type="submit" form="branch" name="message" value="([^"]+)"/,
  );
  const switched = await visitor.post(paths.branch(chatId), { message: previous![1]! });
  assert.equal(location(switched), paths.messageInChat(chatId, turn.question.id));
  const old = await (await visitor.get(paths.chat(chatId))).text();
  assert.match(old, /First words[^]*>1\/2<[^]*You said: First words/);
});

Deno.test("POST …/messages with `replaces` returns a refused edit with its text", async () => {
  await using site = await startTestSite({ upstream: { reply: "manual" } });
  const { visitor, turn, chatId } = await startChat(site, "First");
  await site.upstream.next();
  const edits: [string, number][] = [["Too early", 409], ["  ", 422], ["x".repeat(100_001), 422]];
  for (const htmx of [false, true]) {
    for (const [message, status] of edits) {
      const fields = { message, replaces: turn.question.id, requestId: "kept" };
      const response = await visitor.post(paths.messages(chatId), fields, { htmx });
      const body = await response.text();
      assert.equal(response.status, status);
      assert.ok(body.includes(`${message}</textarea>`));
      assert.match(body, /name="requestId" value="kept"[^]*role="alert"/);
      assert.equal(body.includes("<html"), !htmx);
    }
  }
});

Deno.test("POST …/answers shows htmx a new answer in place of the old one", async () => {
  await using site = await start();
  const { visitor, userId, turn, chatId } = await startChat(site, "One");
  await answered(site.app, turn);
  await answered(site.app, await site.app.sendMessage({ userId, chatId, message: "Two" }));
  const page = await (await visitor.get(paths.chat(chatId))).text();
  const requestId = page.match(/id="again-key" name="requestId" value="([^"]+)"/)![1]!;
  const fields = { question: turn.question.id, requestId };
  const first = await visitor.post(paths.answers(chatId), fields, { htmx: true });
  const html = await first.text();
  const old = turn.answers[0]!.id;
  const place = `<hx-partial hx-target="#message-${old}" hx-swap="outerHTML"><article`;
  assert.ok(html.startsWith(place), html);
  assert.match(html, /hx-sse:connect/);
  assert.ok(html.includes(`<hx-partial hx-target="#message-${old} ~ *" hx-swap="delete">`));
  assert.match(html, /id="composer-actions"[^]*Stop/);
  assert.match(html, />2\/2</);
  await leafEnds(site, userId, chatId);
  await visitor.post(paths.answers(chatId), fields, { htmx: true });
  assert.equal(site.upstream.requests.length, 3);
  const next = html.match(/id="again-key" name="requestId" value="([^"]+)"/)![1]!;
  const again = { ...fields, requestId: next };
  assert.match(await (await visitor.post(paths.answers(chatId), again)).text(), /^$/);
  await leafEnds(site, userId, chatId);
  assert.equal(site.upstream.requests.length, 4);
});

Deno.test("POST …/answers tells programs which of the form's fields was refused", async () => {
  await using site = await start();
  const { visitor, userId, turn, chatId } = await startChat(site, "One");
  await answered(site.app, turn);
  const question = turn.question.id;
  const sent = { userId, chatId, message: "Two", idempotencyKey: `key:${question}` };
  await answered(site.app, await site.app.sendMessage(sent));
  const response = await visitor.post(paths.answers(chatId), { question, requestId: "key" }, {
    headers: { Accept: "application/json" },
  });
  assert.equal(response.status, 422);
  const { error } = await response.json();
  assert.deepEqual(Object.keys(error.fields), ["requestId"]);
});

Deno.test("POST …/branch returns htmx the branch from that message on", async () => {
  await using site = await start();
  const { visitor, userId, turn, chatId } = await startChat(site, "One");
  await answered(site.app, turn);
  await answered(site.app, await site.app.sendMessage({ userId, chatId, message: "Two" }));
  const questionId = turn.question.id;
  await answered(site.app, await site.app.regenerateAnswer({ userId, chatId, questionId }));
  const form = { message: turn.answers[0]!.id };
  const html = await (await visitor.post(paths.branch(chatId), form, { htmx: true })).text();
  assert.match(html, /^<hx-partial[^>]*><article[^]*You said: One[^]*Two[^]*You said: Two/);
  assert.doesNotMatch(html, /class="bubble">One</);
  assert.equal((await visitor.post(paths.branch(chatId), { message: "missing" })).status, 404);
});

Deno.test("n answers can be switched while they are made", async () => {
  await using site = await startTestSite({ upstream: { reply: "manual" } });
  const { visitor, user } = await site.signUp();
  const config = { n: 3 };
  const turn = await site.app.startChat({ userId: user.id, message: "Go", config });
  const { chatId, answers } = turn;
  const exchange = await site.upstream.next();
  const page = await (await visitor.get(paths.chat(chatId))).text();
  assert.match(page, /hx-sse:connect[^]*>1\/3</);
  const form = { message: answers[1]!.id };
  const html = await (await visitor.post(paths.branch(chatId), form, { htmx: true })).text();
  assert.ok(html.includes(paths.answerEvents(chatId, answers[1]!.id)));
  assert.match(html, />2\/3</);
  assert.ok(html.includes(paths.stopAnswer(chatId, answers[1]!.id)));
  for (const index of [0, 1, 2]) await exchange.text(`Answer ${index}`, index);
  await exchange.complete();
  await answered(site.app, turn);
  const done = await (await visitor.get(paths.chat(chatId))).text();
  assert.match(done, /Answer 1[^]*>2\/3</);
});

Deno.test("a page says that another branch is being answered, links to it, and can stop it", async () => {
  await using site = await startTestSite({ upstream: { reply: "manual" } });
  const { visitor, userId, turn, chatId } = await startChat(site, "One");
  await (await site.upstream.next()).complete();
  await answered(site.app, turn);
  const again = await site.app.regenerateAnswer({
    userId,
    chatId,
    questionId: turn.question.id,
  });
  const exchange = await site.upstream.next();
  const running = again.answers[0]!.id;
  const form = { message: turn.answers[0]!.id };
  const html = await (await visitor.post(paths.branch(chatId), form, { htmx: true })).text();
  const page = await (await visitor.get(paths.chat(chatId))).text();
  for (const text of [html, page]) {
    assert.match(text, /id="elsewhere"><form[^>]* action="[^"]+\/branch"/);
    assert.ok(text.includes(`name="message" value="${running}"`));
    assert.ok(text.includes(paths.stopAnswer(chatId, running)));
    assert.ok(text.includes(paths.answerEvents(chatId, running)));
  }
  const events = await visitor.get(paths.answerEvents(chatId, running));
  await visitor.post(paths.stopAnswer(chatId, running));
  await exchange.closed;
  assert.match(await events.text(), /#elsewhere[^]*<div id="elsewhere"><\/div>/);
  const after = await (await visitor.get(paths.chat(chatId))).text();
  assert.match(after, /id="elsewhere"><\/div>/);
});

Deno.test("GET …/messages/:message returns htmx the message, and redirects a page to it", async () => {
  await using site = await start();
  const { visitor, turn, chatId } = await startChat(site, "One");
  await answered(site.app, turn);
  const url = paths.message(chatId, turn.question.id);
  assert.equal(location(await visitor.get(url)), paths.messageInChat(chatId, turn.question.id));
  assert.match(await (await visitor.get(url, { htmx: true })).text(), /^<article[^]*One/);
  const edit = paths.editMessage(chatId, turn.answers[0]!.id);
  assert.equal((await visitor.get(edit)).status, 404);
});

Deno.test("GET …/messages/:message/text returns a message as it was written", async () => {
  await using site = await startTestSite({ upstream: { reply: say("**Bold** & <b>plain</b>\n") } });
  const { visitor, turn, chatId } = await startChat(site, "First");
  await answered(site.app, turn);
  const response = await visitor.get(paths.messageText(chatId, turn.answers[0]!.id));
  assert.match(response.headers.get("Content-Type")!, /^text\/plain/);
  assert.equal(await response.text(), "**Bold** & <b>plain</b>\n");
});
