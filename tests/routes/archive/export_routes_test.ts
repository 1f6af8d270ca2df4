import assert from "node:assert/strict";
import { paths } from "../../../views/paths.ts";
import { answered } from "../../support/app/test_app.ts";
import { within } from "../../support/suite/within.ts";
import { startTestSite } from "../test_site.ts";

Deno.test("a chat is downloaded as Markdown and as JSON", async () => {
  await using site = await startTestSite();
  const { visitor, user } = await site.signUp();
  const turn = await site.app.startChat({ userId: user.id, message: 'Ação "é" 日本' });
  await answered(site.app, turn);
  const url = paths.exportChat(turn.chatId);
  const markdown = await visitor.get(`${url}?format=md`);
  assert.equal(markdown.headers.get("Content-Type"), "text/markdown; charset=utf-8");
  assert.match(
    markdown.headers.get("Content-Disposition")!,
    /^attachment; filename="\d{4}-\d\d-\d\d-acao-e-_\.md"; filename\*=UTF-8''\d{4}-\d\d-\d\d-a%C3%A7%C3%A3o-%C3%A9-%E6%97%A5%E6%9C%AC\.md$/,
  );
  assert.match(await markdown.text(), /## You\n\n.*\n\nAção "é" 日本\n\n## Parley/);
  const json = await visitor.get(`${url}?format=json`, { headers: { "Accept-Encoding": "gzip" } });
  assert.equal(json.headers.get("Content-Type"), "application/json");
  assert.equal(json.headers.get("Content-Encoding"), null);
  const chat = await json.json();
  assert.deepEqual([chat.format, chat.version, chat.messages.length], ["parley.chat", 1, 2]);
  assert.ok(!JSON.stringify(chat).includes(user.id));
  const page = await (await visitor.get(paths.chat(turn.chatId))).text();
  assert.ok(page.includes(`action="${url}"`));
});

Deno.test("a download breaks off once its session, or token, has ended", async () => {
  await using site = await startTestSite();
  const { visitor, user: { id: userId } } = await site.signUp();
  const turn = await site.app.startChat({ userId, message: "Hello" });
  await answered(site.app, turn);
  const { apiToken, record } = await site.app.createOwnApiToken({ userId, name: "program" });
  const headers = { Authorization: `Bearer ${apiToken}` };
  const downloads = [
    await visitor.get(paths.exportAccount()),
    await visitor.get(paths.exportChat(turn.chatId)),
    await site.visitor().get(`/api/v1/chats/${turn.chatId}/export`, { headers }),
  ].map((response) => response.body!.getReader());
  for (const reader of downloads) assert.equal((await reader.read()).done, false);
  await site.app.revokeApiToken(userId, record.id);
  await visitor.post("/sign-out");
  // The download fails, so that its part isn't taken for the whole.
  for (const reader of downloads) {
    await assert.rejects(within(10_000, reader.closed), { code: "unauthenticated" });
  }
});
