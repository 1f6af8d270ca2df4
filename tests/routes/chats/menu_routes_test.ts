import assert from "node:assert/strict";
import { paths } from "../../../views/paths.ts";
import { startedChat } from "../started_chat.ts";
import { startTestSite } from "../test_site.ts";
import { location } from "../visitor.ts";

Deno.test("POST /chats/:chat/title renames a chat, or says why not", async () => {
  await using site = await startTestSite();
  const { visitor, url } = await startedChat(site);
  const title = `${url}/title`;
  assert.equal(location(await visitor.post(title, { title: " New  name " })), url);
  assert.match(await (await visitor.get(url)).text(), /<h1>New name<\/h1>/);
  const changed = await (await visitor.post(title, { title: "Newer name" }, { htmx: true })).text();
  assert.match(changed, /<h1>Newer name<\/h1>[^]*<hx-partial hx-target="nav a[^>]*>[^]*Newer name/);
  assert.ok(!changed.includes("#chat-list"), "the list stays as far as it was read");
  for (const htmx of [true, false]) {
    const refused = await visitor.post(title, { title: "x".repeat(121) }, { htmx });
    assert.equal(refused.status, 422);
    const page = await refused.text();
    assert.equal(page.includes("<html"), !htmx);
    assert.match(page, /value="x{121}"[^]*id="title-error"[^>]*>[^<]*120/);
    assert.doesNotMatch(page, /id="rename-form"[^>]*popover/, "shown without being opened");
  }
  const blank = await (await visitor.post(title, { title: " " })).text();
  assert.match(blank, /title cannot be blank/);
});

Deno.test("POST /chats/:chat/pin and /archive change the chat and its place in the list", async () => {
  await using site = await startTestSite();
  const { visitor, url } = await startedChat(site);
  await visitor.post(paths.chats(), { message: "Newer" });
  const firstOf = (page: string) => page.match(/<ul><li><a href="(\/chats\/[^"]+)"/)?.[1];
  const home = async () => await (await visitor.get(paths.home())).text();
  assert.notEqual(firstOf(await home()), url);
  assert.equal(location(await visitor.post(`${url}/pin`, { value: "on" })), url);
  assert.equal(firstOf(await home()), url);
  const unpinned = await (await visitor.post(`${url}/pin`, { value: "off" }, { htmx: true }))
    .text();
  assert.match(unpinned, /Pin to the top[^]*hx-target="#chat-list"/);
  assert.notEqual(firstOf(await home()), url);
  assert.doesNotMatch(await (await visitor.get(url)).text(), />Archived</);
  const archived = await visitor.post(`${url}/archive`, { value: "on" }, { htmx: true });
  assert.match(await archived.text(), /<h1>[^]*href="\/chats\?archived=on">Archived<\/a>/);
  assert.ok(!(await home()).includes(`href="${url}"`));
  assert.match(await (await visitor.get(url)).text(), /Unarchive/);
  await visitor.post(`${url}/archive`, { value: "off" });
  assert.ok((await home()).includes(`href="${url}"`));
});

Deno.test("POST /chats/:chat/end ends a chat: it can be read but takes no more messages", async () => {
  await using site = await startTestSite();
  const { visitor, url } = await startedChat(site);
  assert.equal(location(await visitor.post(`${url}/end`)), url);
  assert.match(await (await visitor.get(url)).text(), /This chat has ended/);
  const refused = await visitor.post(`${url}/messages`, { message: "One more" });
  assert.equal(refused.status, 409);
  const { visitor: other, url: otherUrl } = await startedChat(site);
  const ended = await other.post(`${otherUrl}/end`, {}, { htmx: true });
  const shown = await ended.text();
  assert.match(shown, /hx-target="#main"[^]*This chat has ended/);
  assert.doesNotMatch(shown, /form="again"|\/edit"/);
});

Deno.test("POST /chats/:chat/delete deletes a chat, and Undo restores it", async () => {
  await using site = await startTestSite();
  const { visitor, url } = await startedChat(site);
  const home = location(await visitor.post(`${url}/delete`))!;
  assert.match(home, /^\/\?deleted=\d+$/);
  assert.equal((await visitor.get(url)).status, 404);
  const page = await (await visitor.get(home)).text();
  const [, deleted] = page.match(/action="\/chats\/restore"[^]*name="deleted" value="(\d+)"/)!;
  assert.match(page, /Chat deleted\./);
  const { visitor: stranger } = await startedChat(site);
  assert.doesNotMatch(await (await stranger.get(home)).text(), /Chat deleted/);
  assert.equal((await stranger.post(paths.restoreChats(), { deleted: deleted! })).status, 404);
  assert.equal(location(await visitor.post(paths.restoreChats(), { deleted: deleted! })), url);
  assert.equal((await visitor.get(url)).status, 200);
  assert.doesNotMatch(await (await visitor.get(home)).text(), /Chat deleted/, "a stale link");
  assert.doesNotMatch(await (await visitor.get("/?deleted=x")).text(), /Chat deleted/);
});

Deno.test("POST /chats/:chat/delete redirects htmx to the same page", async () => {
  await using site = await startTestSite();
  const { visitor, url } = await startedChat(site);
  const response = await visitor.post(`${url}/delete`, {}, { htmx: true });
  assert.match(response.headers.get("HX-Redirect")!, /^\/\?deleted=\d+$/);
});
