import assert from "node:assert/strict";
import { paths } from "../../../views/paths.ts";
import { finished } from "../started_chat.ts";
import { answered } from "../../support/app/test_app.ts";
import { startTestSite } from "../test_site.ts";
import { location } from "../visitor.ts";

Deno.test("with plain forms: sign up, send, follow the redirect, read question and answer", async () => {
  await using site = await startTestSite();
  const visitor = site.visitor();
  const account = { name: "Owner", email: "owner@example.com", password: "correct horse battery" };
  await visitor.post(paths.signUp(), account);
  const home = await (await visitor.get(paths.home())).text();
  const requestId = home.match(/name="requestId" value="([^"]+)"/)![1]!;
  const sent = await visitor.post(paths.chats(), { message: "Hello **there**", requestId });
  assert.equal(sent.status, 303);
  await finished(site.app, visitor, location(sent)!);
  const page = await (await visitor.get(location(sent)!)).text();
  assert.match(page, /^<!DOCTYPE html>/);
  assert.match(page, /Hello \*\*there\*\*/);
  assert.match(page, /You said: Hello <strong>there<\/strong>/);
  assert.ok(page.includes(`href="${location(sent)}"`), "the list names the chat");
});

Deno.test("POST /chats returns htmx the parts that change, and the chat's URL", async () => {
  await using site = await startTestSite();
  const { visitor } = await site.signUp();
  const response = await visitor.post(paths.chats(), { message: "Hello" }, { htmx: true });
  const body = await response.text();
  assert.equal(response.status, 200);
  assert.match(response.headers.get("HX-Push-Url")!, /^\/chats\/[0-9a-f-]{36}$/);
  assert.match(body, /<hx-partial/);
  assert.match(body, /hx-sse:connect="\/chats\/[^"]+\/events/);
  assert.ok(!body.includes("<html"));
});

Deno.test("POST /chats asks once, however often the same form is sent", async () => {
  await using site = await startTestSite();
  const { visitor } = await site.signUp();
  const form = { message: "Only once", requestId: crypto.randomUUID() };
  const first = await visitor.post(paths.chats(), form);
  const second = await visitor.post(paths.chats(), form);
  assert.equal(location(second), location(first));
  await finished(site.app, visitor, location(first)!);
  assert.equal(site.upstream.requests.length, 1);
});

Deno.test("a form sent again with another text comes back with its text and a new key", async () => {
  await using site = await startTestSite();
  const { visitor, user } = await site.signUp();
  const requestId = crypto.randomUUID();
  const turn = await site.app.startChat({
    userId: user.id,
    message: "First",
    idempotencyKey: requestId,
  });
  await answered(site.app, turn);
  const fields = { message: "Other words", requestId };
  const edit = { ...fields, replaces: turn.question.id };
  const messages = paths.messages(turn.chatId);
  for (
    const [path, form] of [[paths.chats(), fields], [messages, fields], [messages, edit]] as const
  ) {
    for (const htmx of [false, true]) {
      const refused = await visitor.post(path, form, { htmx });
      assert.equal(refused.status, 422);
      const html = await refused.text();
      assert.match(html, /role="alert"[^]*Cannot use this key/);
      assert.match(html, />\s*Other words<\/textarea>/);
      assert.ok(!html.includes(`name="requestId" value="${requestId}"`));
    }
  }
});

Deno.test("POST /chats takes a model, a system message and settings", async () => {
  const models = [{ name: "a", contextTokens: 8192 }, { name: "b", contextTokens: 8192 }] as const;
  await using site = await startTestSite({ settings: { models } });
  const { visitor } = await site.signUp();
  const settings = { model: "b", system: "Be brief", temperature: "0.5", stop: "END", topP: "" };
  const sent = await visitor.post(paths.chats(), { message: "Hello", ...settings });
  await finished(site.app, visitor, location(sent)!);
  const { body } = site.upstream.requests[0]!;
  assert.equal(body.model, "b");
  assert.equal(body.temperature, 0.5);
  assert.deepEqual(body.stop, ["END"]);
  assert.deepEqual(body.messages[0], { role: "system", content: "Be brief" });
  const refused = await visitor.post(paths.chats(), { message: "Hello", temperature: "9" });
  assert.equal(refused.status, 422);
});

Deno.test("POST /chats refuses blank and too long messages, keeps the text, stores nothing", async () => {
  await using site = await startTestSite();
  const { visitor, user } = await site.signUp();
  for (const message of ["", "  \n ", "x".repeat(100_001), "word ".repeat(9000)]) {
    for (const htmx of [false, true]) {
      const response = await visitor.post(paths.chats(), { message, requestId: "r1" }, { htmx });
      const body = await response.text();
      assert.equal(response.status, 422);
      assert.match(body, /id="message-error" class="field-error" role="alert">[^<]+/);
      assert.ok(body.includes(message.trim()), "the text is kept");
      assert.ok(body.includes('value="r1"'), "the form stays the same request");
      assert.equal(body.includes("<html"), !htmx);
    }
  }
  assert.deepEqual(await site.app.listChats(user.id, { limit: 10 }), []);
  assert.equal(site.upstream.requests.length, 0);
});

Deno.test("POST /chats names both numbers when a message exceeds the model's budget", async () => {
  await using site = await startTestSite();
  const { visitor } = await site.signUp();
  const response = await visitor.post(paths.chats(), { message: "word ".repeat(9000) });
  const page = await response.text();
  assert.match(page.match(/id="message-error"[^>]*>([^<]+)/)![1]!, /\b9,001\b.*\b6,137\b/);
});

Deno.test("GET / starts with the message of a suggestion", async () => {
  await using site = await startTestSite();
  const { visitor } = await site.signUp();
  const page = await (await visitor.get(paths.homeWith("Plan a <trip>"))).text();
  assert.match(page, /<textarea[^>]*>\s*Plan a &lt;trip&gt;\s*<\/textarea>/);
});

Deno.test("text of people and models never becomes markup", async () => {
  await using site = await startTestSite();
  const { visitor } = await site.signUp('<b onclick="x">');
  const message =
    `<script>alert("1")</script> [a](javascript:alert(1)) <img src=x onerror=alert(1)>`;
  const sent = await visitor.post(paths.chats(), { message });
  await finished(site.app, visitor, location(sent)!);
  await visitor.post(`${location(sent)}/title`, { title: "</title><script>alert(2)</script>" });
  const page = await (await visitor.get(location(sent)!)).text();
  assert.match(page, /You said: &lt;script&gt;/);
  for (const markup of ["<script>", "<img src=x", 'href="javascript:', '<b onclick="x">']) {
    assert.ok(!page.includes(markup), markup);
  }
});
