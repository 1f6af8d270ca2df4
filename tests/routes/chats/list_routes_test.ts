import assert from "node:assert/strict";
import type { User } from "../../../domain/accounts/user.ts";
import { paths } from "../../../views/paths.ts";
import { startTestSite, type TestSite } from "../test_site.ts";
import { location, ORIGIN, type Visitor } from "../visitor.ts";

Deno.test("GET /chats returns htmx the chats after those on screen, and repeats no heading", async () => {
  await using site = await startTestSite();
  const { visitor, user } = await site.signUp();
  await startChats(site, user, 32);
  const home = await (await visitor.get(paths.home())).text();
  assert.ok(home.includes("Chat number 31.") && !home.includes("Chat number 1."));
  assert.equal(home.match(/<h2 class="hint">Today/g)?.length, 1);
  const older = home.match(/href="(\/chats\?before=[^"]+)"/)![1]!;
  const part = await (await visitor.get(older, { htmx: true })).text();
  assert.ok(part.includes("Chat number 0.") && !part.includes("<html"));
  assert.doesNotMatch(part, /<h2/);
});

Deno.test("GET /chats lists all chats, page by page, as a page of its own", async () => {
  await using site = await startTestSite();
  const { visitor, user } = await site.signUp();
  await startChats(site, user, 102);
  const first = await (await visitor.get(paths.chats())).text();
  assert.match(first, /<h1>Your chats<\/h1>/);
  assert.equal(checkboxes(first).length, 100);
  const older = first.match(/class="older">[^]*?href="([^"]+)"/)![1]!;
  const second = await (await visitor.get(older)).text();
  assert.equal(checkboxes(second).length, 2);
  assert.ok(second.includes("Chat number 0."));
  assert.match(second, /href="\/chats"[^>]*>Newest chats/);
  const wrong = await visitor.get("/chats?before=nothing");
  assert.equal(wrong.status, 422);
  assert.match(await wrong.text(), /this cursor is not valid/);
});

Deno.test("selected chats are archived and unarchived", async () => {
  await using site = await startTestSite();
  const { visitor, user } = await site.signUp();
  const [a, b, c] = await startChats(site, user, 3);
  const archived = await post(visitor, paths.archiveChats(), [["value", "on"], ["chat", a!], [
    "chat",
    b!,
  ]]);
  assert.equal(location(archived), "/chats");
  assert.deepEqual(checkboxes(await (await visitor.get(paths.chats())).text()), [c]);
  const archive = paths.chatsPage({ archived: true });
  assert.deepEqual(checkboxes(await (await visitor.get(archive)).text()), [b, a]);
  const back = [["value", "off"], ["archived", "on"], ["chat", a!]] as const;
  assert.equal(location(await post(visitor, paths.archiveChats(), back)), archive);
  assert.deepEqual(checkboxes(await (await visitor.get(archive)).text()), [b]);
});

Deno.test("a list without chats says whether there are any in the archive", async () => {
  await using site = await startTestSite();
  const { visitor, user } = await site.signUp();
  const pages = async () => {
    const pages = [paths.home(), paths.chats()].map(async (path) =>
      (await visitor.get(path)).text()
    );
    return await Promise.all(pages);
  };
  for (const page of await pages()) assert.match(page, /Your chats will be listed here/);
  const [chat] = await startChats(site, user, 1);
  await visitor.post(paths.archiveChat(chat!), { value: "on" });
  for (const page of await pages()) {
    assert.match(
      page,
      /<p class="hint"><a href="\/chats\?archived=on">All your chats are archived</,
    );
    assert.doesNotMatch(page, /will be listed here/);
  }
});

Deno.test("the actions for selected chats stand before the list, however long it is", async () => {
  await using site = await startTestSite();
  const { visitor, user } = await site.signUp();
  await startChats(site, user, 1);
  const page = await (await visitor.get(paths.chats())).text();
  assert.match(page, /Delete selected[^]*type="checkbox"/);
});

Deno.test("selected chats, or all of them, are deleted, and restored together", async () => {
  await using site = await startTestSite();
  const { visitor, user } = await site.signUp();
  const [a, b, c, d] = await startChats(site, user, 4);
  await site.app.archiveChats({ userId: user.id, chatIds: [d!], archived: true });
  const some = await post(visitor, paths.deleteChats(), [["chat", a!], ["chat", b!]]);
  const notice = await (await visitor.get(location(some)!)).text();
  assert.match(notice, /2 chats deleted\./);
  assert.deepEqual(checkboxes(notice), [c]);
  const deleted = notice.match(/name="deleted" value="(\d+)"/)![1]!;
  assert.equal(location(await visitor.post(paths.restoreChats(), { deleted })), "/chats");
  assert.deepEqual(checkboxes(await (await visitor.get(paths.chats())).text()), [c, b, a]);
  const all = location(await post(visitor, paths.deleteChats(), [["all", "on"]]))!;
  assert.match(await (await visitor.get(all)).text(), /3 chats deleted\./);
  const archive = await (await visitor.get(paths.chatsPage({ archived: true }))).text();
  assert.deepEqual(checkboxes(archive), [d]);
});

Deno.test("an invalid selection comes back with the reason", async () => {
  await using site = await startTestSite();
  const { visitor, user } = await site.signUp();
  const [a] = await startChats(site, user, 2);
  for (const path of [paths.deleteChats(), paths.archiveChats()]) {
    const none = await visitor.post(path);
    assert.equal(none.status, 422);
    assert.match(await none.text(), /id="alerts" role="alert">Select at least one chat</);
    const many = Array.from({ length: 501 }, () => ["chat", a!] as const);
    const refused = await post(visitor, path, many);
    assert.equal(refused.status, 422);
    const page = await refused.text();
    assert.match(page, /501 chats at once: 500/);
    assert.match(page, new RegExp(`value="${a}" checked`));
  }
  assert.equal((await visitor.post(paths.restoreChats(), { deleted: "soon" })).status, 422);
});

/** @returns the chats' ids, oldest first. */
async function startChats({ app }: TestSite, user: User, count: number): Promise<string[]> {
  const ids = [];
  for (let i = 0; i < count; i++) {
    ids.push((await app.startChat({ userId: user.id, message: `Chat number ${i}.` })).chatId);
  }
  return ids;
}

function checkboxes(page: string): string[] {
  return [...page.matchAll(/name="chat" value="([^"]+)"/g)].map(([, id]) => id!);
}

function post(visitor: Visitor, path: string, fields: readonly (readonly [string, string])[]) {
  const body = new URLSearchParams(fields.map(([name, value]) => [name, value]));
  const headers = { Origin: ORIGIN };
  return visitor.request(path, { method: "POST", body }, { headers });
}
