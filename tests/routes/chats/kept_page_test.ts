import assert from "node:assert/strict";
import type { App } from "../../../domain/app.ts";
import { paths } from "../../../views/paths.ts";
import { answered, startTestApp } from "../../support/app/test_app.ts";
import { startTestSite } from "../test_site.ts";
import type { Visitor } from "../visitor.ts";

/** A visitor with two chats, on pages of one process and with the app of another. */
async function startTwoProcesses() {
  await using stack = new AsyncDisposableStack();
  const site = stack.use(await startTestSite());
  const other = stack.use(await startTestApp({ database: site.database }));
  const { visitor, user } = await site.signUp();
  const start = async (message: string) => {
    const turn = await site.app.startChat({ userId: user.id, message });
    await answered(site.app, turn);
    return turn;
  };
  const neighbour = await start("Neighbour");
  const turn = await start("Hello");
  const owned = stack.move();
  const parts = { site, other: other.app, visitor, user, neighbour, turn };
  return { ...parts, [Symbol.asyncDispose]: () => owned.disposeAsync() };
}

/** What a change is made with. */
type Scene = {
  readonly other: App;
  readonly visitor: Visitor;
  readonly userId: string;
  readonly chatId: string;
  readonly neighbourId: string;
  readonly questionId: string;
};

/** Changes of what the page of `chatId` shows, and what shows it. */
const changes: readonly [what: string, make: (scene: Scene) => unknown, shows: RegExp][] = [
  ["its title", ({ other, ...key }) => other.updateChat({ ...key, title: "New" }), /<h1>New<\/h1>/],
  ["a new answer", async ({ other, ...key }) => {
    await answered(other, await other.sendMessage({ ...key, message: "More" }));
  }, /You said: More/],
  ["another version of an answer", async ({ other, ...key }) => {
    await answered(other, await other.regenerateAnswer(key));
  }, /2\/2/],
  ["its end", ({ other, userId, chatId }) => other.endChat(userId, chatId), /composer ended/],
  ["its place in the archive", ({ other, userId, chatId }) => {
    return other.archiveChats({ userId, chatIds: [chatId], archived: true });
  }, /Remove from|Unarchive/i],
  ["the title of a chat in the list", ({ other, userId, neighbourId: chatId }) => {
    return other.updateChat({ userId, chatId, title: "Renamed neighbour" });
  }, /Renamed neighbour/],
  ["a pinned chat in the list", ({ other, userId, neighbourId: chatId }) => {
    return other.updateChat({ userId, chatId, pinned: true });
  }, /Pinned/],
  ["a deleted chat in the list", ({ other, userId, neighbourId }) => {
    return other.deleteChats(userId, { ids: [neighbourId] });
  }, /^(?![^]*Neighbour)/],
  ["a new chat in the list", async ({ other, userId }) => {
    await answered(other, await other.startChat({ userId, message: "Third" }));
  }, /Third/],
  ["the user's name", ({ other, userId }) => {
    return other.changeName({ userId, name: "Renamed owner" });
  }, /Renamed owner/],
  ["the user's language", ({ other, userId }) => {
    return other.changeSettings(userId, { language: "pt-BR" });
  }, /lang="pt-BR"/],
  ["the browser's time zone", ({ visitor }) => visitor.cookies.set("tz", "Asia/Tokyo"), /./],
];

for (const [what, make, shows] of changes) {
  Deno.test(`GET /chats/:chat shows at once ${what} changed by another process`, async () => {
    await using scene = await startTwoProcesses();
    const { visitor, user, turn: { chatId, question }, neighbour, other } = scene;
    const url = paths.chat(chatId);
    const before = await visitor.get(url);
    const tag = before.headers.get("ETag")!;
    const had = await before.text();
    const again = await visitor.get(url, { headers: { "If-None-Match": tag } });
    assert.equal(again.status, 304);
    assert.equal(await again.text(), "");
    const ids = { chatId, neighbourId: neighbour.chatId, questionId: question.id };
    await make({ other, visitor, userId: user.id, ...ids });
    const after = await visitor.get(url, { headers: { "If-None-Match": tag } });
    assert.equal(after.status, 200);
    assert.notEqual(after.headers.get("ETag"), tag);
    const shown = await after.text();
    assert.match(shown, shows);
    assert.notEqual(withoutKeys(shown), withoutKeys(had));
  });
}

Deno.test("GET /chats/:chat gives the same page each time, with new keys for its forms", async () => {
  await using scene = await startTwoProcesses();
  const { visitor, turn } = scene;
  const url = paths.chat(turn.chatId);
  const pages = [await visitor.get(url), await visitor.get(url), await visitor.get(url)];
  assert.equal(new Set(pages.map(({ headers }) => headers.get("ETag"))).size, 1);
  const texts = await Promise.all(pages.map((page) => page.text()));
  assert.equal(new Set(texts.map(withoutKeys)).size, 1);
  const keys = texts.flatMap((text) => [...text.matchAll(KEY)].map(([key]) => key));
  assert.equal(keys.length, 6);
  assert.equal(new Set(keys).size, 6);
});

Deno.test("GET /chats/:chat has no entity tag while it is answered, and then shows the answer", async () => {
  await using site = await startTestSite({ upstream: { reply: "manual" } });
  const { visitor, user } = await site.signUp();
  const turn = await site.app.startChat({ userId: user.id, message: "Hello" });
  const exchange = await site.upstream.next();
  await exchange.text("Half ");
  const url = paths.chat(turn.chatId);
  for (const headers of [undefined, { "If-None-Match": "*" }]) {
    const page = await visitor.get(url, { headers });
    assert.equal(page.headers.get("ETag"), null);
    assert.match(await page.text(), /hx-sse:connect/);
  }
  await exchange.text("an answer");
  await exchange.complete();
  await answered(site.app, turn);
  assert.match(await (await visitor.get(url)).text(), /Half an answer/);
});

Deno.test("an entity tag shows nothing to other users, or after signing out", async () => {
  await using scene = await startTwoProcesses();
  const { site, visitor, turn } = scene;
  const url = paths.chat(turn.chatId);
  const headers = { "If-None-Match": (await visitor.get(url)).headers.get("ETag")! };
  const { visitor: stranger } = await site.signUp();
  assert.equal((await stranger.get(url, { headers })).status, 404);
  await visitor.post(paths.deleteChat(turn.chatId));
  assert.equal((await visitor.get(url, { headers })).status, 404);
  await visitor.post(paths.signOut());
  assert.equal((await visitor.get(url, { headers })).status, 303);
});

Deno.test("the entity tags of another process, perhaps of another version, are not taken", async () => {
  await using site = await startTestSite();
  await using later = await startTestSite({ database: site.database });
  const { visitor, user } = await site.signUp();
  const turn = await site.app.startChat({ userId: user.id, message: "Hello" });
  await answered(site.app, turn);
  const url = paths.chat(turn.chatId);
  const headers = { "If-None-Match": (await visitor.get(url)).headers.get("ETag")! };
  const returning = later.visitor();
  for (const [name, value] of visitor.cookies) returning.cookies.set(name, value);
  assert.equal((await returning.get(url, { headers })).status, 200);
});

const KEY = /(?<=name="requestId" value=")[^"]+/g;

function withoutKeys(page: string): string {
  return page.replaceAll(KEY, "");
}
