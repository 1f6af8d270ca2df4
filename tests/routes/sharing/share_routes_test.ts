import assert from "node:assert/strict";
import { paths } from "../../../views/paths.ts";
import {
  jsonFile,
  sampleAnswerJson,
  sampleChatJson,
  sampleQuestionJson,
} from "../../support/archives/archives.ts";
import { answered } from "../../support/app/test_app.ts";
import { startTestSite, type TestSite } from "../test_site.ts";
import { location, ORIGIN } from "../visitor.ts";

Deno.test("a shared chat can be read by anyone with the link, until it is unshared", async () => {
  await using site = await startTestSite();
  const { owner, chatId, link } = await sharedChat(site);
  const stranger = site.visitor();
  const response = await stranger.get(link);
  const page = await response.text();
  assert.equal(response.status, 200);
  assert.match(page, /Why is the sky blue\?/);
  assert.match(page, /You said: <strong>Why/);
  assert.equal(stranger.cookies.size, 0);
  assert.equal(response.headers.get("Set-Cookie"), null);
  assert.equal(response.headers.get("X-Robots-Tag"), "noindex");
  assert.equal(response.headers.get("Referrer-Policy"), "no-referrer");
  assert.match(page, /<meta name="robots" content="noindex"/);
  for (const what of ["<form", "<script", "hx-", "data-copy", "Secret system", chatId]) {
    assert.ok(!page.includes(what), what);
  }
  for (const what of [owner.user.id, owner.user.name, owner.user.email]) {
    assert.ok(!page.includes(what), what);
  }
  assert.equal(
    location(await owner.visitor.post(paths.unshareChat(chatId))),
    paths.shareChat(chatId),
  );
  const gone = await stranger.get(link);
  assert.equal(gone.status, 404);
  assert.equal(gone.headers.get("X-Robots-Tag"), "noindex");
  assert.equal((await owner.visitor.get(link)).status, 404);
});

Deno.test("a link shows what was shared until it is updated; sharing anew makes another link", async () => {
  await using site = await startTestSite();
  const { owner, chatId, link } = await sharedChat(site);
  const userId = owner.user.id;
  const next = await site.app.sendMessage({ userId, chatId, message: "Later words" });
  await answered(site.app, next);
  const stranger = site.visitor();
  assert.ok(!(await (await stranger.get(link)).text()).includes("Later words"));
  assert.equal((await stranger.get(`${link}?before=${next.answers[0]!.id}`)).status, 404);
  assert.match(
    await (await owner.visitor.get(paths.shareChat(chatId))).text(),
    /Include newer messages/,
  );
  await owner.visitor.post(paths.shareChat(chatId));
  assert.match(await (await stranger.get(link)).text(), /Later words/);
  await owner.visitor.post(paths.unshareChat(chatId));
  assert.notEqual(await share(owner, chatId), link);
});

Deno.test("a link stops with its deleted chat, and works again when that is restored", async () => {
  await using site = await startTestSite();
  const { owner, chatId, link } = await sharedChat(site);
  const deletedAt = await site.app.deleteChats(owner.user.id, { ids: [chatId] });
  assert.equal((await site.visitor().get(link)).status, 404);
  await site.app.restoreChats(owner.user.id, deletedAt);
  assert.equal((await site.visitor().get(link)).status, 200);
});

Deno.test("another branch of a shared chat stays private", async () => {
  await using site = await startTestSite();
  const { owner, chatId, link } = await sharedChat(site);
  const userId = owner.user.id;
  const { messages } = await site.app.listMessages({ userId, chatId, limit: 9 });
  const again = await site.app.regenerateAnswer({ userId, chatId, questionId: messages[0]!.id });
  const answer = await answered(site.app, again);
  assert.equal((await site.visitor().get(`${link}?before=${answer.id}`)).status, 404);
  const text = (id: string) => site.visitor().get(`${link}/messages/${id}/text`);
  assert.equal((await text(answer.id)).status, 404);
  const shown = await text(messages[1]!.id);
  assert.equal(await shown.text(), messages[1]!.content);
  assert.equal(shown.headers.get("X-Robots-Tag"), "noindex");
});

Deno.test("a long shared chat is read page by page with plain links", async () => {
  await using site = await startTestSite();
  const { visitor, user } = await site.signUp();
  const messages = Array.from({ length: 120 }, (_, index) => {
    const place = { id: `m${index}`, parentId: index > 0 ? `m${index - 1}` : null };
    const facts = { ...place, content: `Words ${index}.` };
    return index % 2 === 0 ? sampleQuestionJson(facts) : sampleAnswerJson(facts);
  });
  await site.app.importChats(user.id, jsonFile(sampleChatJson({ messages, activeLeaf: "m119" })));
  const [chat] = await site.app.listChats(user.id, { limit: 1 });
  const link = await share({ visitor }, chat!.id);
  const seen: string[] = [];
  for (let url: string | undefined = link; url;) {
    const page: string = await (await site.visitor().get(url)).text();
    seen.unshift(...[...page.matchAll(/Words (\d+)\./g)].map(([, number]) => number!));
    url = page.match(/href="([^"]+)">Older messages/)?.[1];
  }
  assert.deepEqual(seen, messages.map((_, index) => `${index}`));
});

Deno.test("an answer that was still streaming is not shown, nor anything after it", async () => {
  await using site = await startTestSite({ upstream: { reply: "manual" } });
  const { visitor, user } = await site.signUp();
  const turn = await site.app.startChat({ userId: user.id, message: "Hello" });
  const page = await (await site.visitor().get(await share({ visitor }, turn.chatId))).text();
  assert.match(page, /still being written/);
  assert.ok(!page.includes("hx-sse"));
});

Deno.test("text of people and models never becomes markup on a shared page", async () => {
  await using site = await startTestSite();
  const { visitor, user } = await site.signUp();
  const message = `<script>alert(1)</script> [a](javascript:alert(1)) <img src=x onerror=alert(1)>`;
  const turn = await site.app.startChat({ userId: user.id, message });
  await answered(site.app, turn);
  const title = "</title><script>alert(2)</script>";
  await site.app.updateChat({ userId: user.id, chatId: turn.chatId, title });
  const page = await (await site.visitor().get(await share({ visitor }, turn.chatId))).text();
  for (const markup of ["<script", "<img src=x", 'href="javascript:']) {
    assert.ok(!page.includes(markup), markup);
  }
});

type Owner = Awaited<ReturnType<TestSite["signUp"]>>;

/** Shares a chat through its page. @returns the link's path. */
async function share({ visitor }: Pick<Owner, "visitor">, chatId: string): Promise<string> {
  assert.equal(location(await visitor.post(paths.shareChat(chatId))), paths.shareChat(chatId));
  const page = await (await visitor.get(paths.shareChat(chatId))).text();
  const url = page.match(/id="share-link" href="([^"]+)"/)![1]!;
  assert.ok(url.startsWith(`${ORIGIN}/share/`));
  return new URL(url).pathname;
}

async function sharedChat(site: TestSite) {
  const owner = await site.signUp("Olivia Owner");
  const message = "**Why is the sky blue?**";
  const input = { userId: owner.user.id, message, systemMessage: "Secret system" };
  const { chatId, ...turn } = await site.app.startChat(input);
  await answered(site.app, { chatId, ...turn });
  const before = await (await owner.visitor.get(paths.shareChat(chatId))).text();
  assert.match(before, /This chat is not shared/);
  return { owner, chatId, link: await share(owner, chatId) };
}
