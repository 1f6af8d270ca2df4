import assert from "node:assert/strict";
import { openPredecessorChats } from "../../../../../infra/db/archive/predecessor/predecessor_chats.ts";
import { mysqlDatabase } from "../../../../support/databases/databases.ts";
import {
  lacksTestServer,
  startTestServer,
  type TestServer,
} from "../../../../support/databases/mariadb.ts";
import { PAGES, startPredecessor } from "../../../../support/databases/predecessor.ts";

const ignore = lacksTestServer();
let server: TestServer;
if (!ignore) {
  Deno.test.beforeAll(async () => {
    server = await startTestServer();
  });
  Deno.test.afterAll(async () => await server[Symbol.asyncDispose]());
}

Deno.test({
  name:
    "openPredecessorChats() names the tables that a database lacks if it isn't the predecessor's",
  ignore,
  async fn() {
    await using empty = await startPredecessor(server.url, { empty: true });
    await using pages = await startPredecessor(server.url, { empty: true });
    for (const statement of PAGES) await pages.run(statement);
    await using fork = await startPredecessor(server.url);
    await fork.run("alter table messages drop column erased");
    await using own = await mysqlDatabase(server.url);
    const cases: [url: string, reason: RegExp][] = [
      [`${server.url}no_such_database`, /no_such_database/],
      [empty.url, /has no table chats and no table messages/],
      [pages.url, /this is the database of the pages/],
      [fork.url, /its table messages lacks erased/],
      [own.url, /these are Parley's own tables/],
    ];
    for (const [url, reason] of cases) {
      await assert.rejects(openPredecessorChats(url), { name: "StartError", message: reason });
    }
  },
});

Deno.test({
  name:
    "openPredecessorChats() reads chats in the order of their ids, and fills in turns that are missing",
  ignore,
  async fn() {
    await using predecessor = await startPredecessor(server.url);
    await predecessor.chat({ id: "B" });
    await predecessor.chat({ id: "a", initial_message_id: "Be kind", max_tokens: 0 });
    const say = (row: Record<string, string | number>) =>
      predecessor.message({ chat_id: "a", ...row });
    await say({ id: "1", role: "assistant", content: "Welcome", order_msg: 0 });
    await say({ id: "2", role: "user", content: "One", order_msg: 1 });
    await say({ id: "3", role: "user", content: "Two", order_msg: 2 });
    await predecessor.chat({ id: "c", initial_message_id: "4" });
    await predecessor.chat({ id: "d", initial_message_id: "Be kind" });
    for (const [id, chat_id] of [["4", "c"], ["5", "d"]] as const) {
      const content = "Be kind";
      await predecessor.message({ id, chat_id, role: "system", content, order_msg: 0 });
    }
    await predecessor.chat({ id: "e", initial_message_id: "Be kind" });
    const later = { id: "6", role: "system", content: "Be brief", order_msg: 0 };
    await predecessor.message({ ...later, chat_id: "e" });
    await using chats = await openPredecessorChats(predecessor.url);
    const [first, second, ...others] = await Array.fromAsync(chats.all());
    const systemMessages = others.map((item) => "chat" in item && item.chat.systemMessage);
    const [once, noId, initialFirst] = systemMessages;
    assert.deepEqual([once, noId], ["Be kind", "Be kind"], "once, and no id");
    assert.equal(initialFirst, "Be kind\n\nBe brief");
    assert.ok(first && "chat" in first && second && "chat" in second);
    assert.deepEqual([first.chat.id, second.chat.id], ["a", "B"]);
    assert.deepEqual([first.chat.systemMessage, first.chat.config.maxTokens], ["Be kind", null]);
    assert.equal(first.messages, 3, "missing messages are not counted");
    // A missing question or answer becomes an empty one.
    assert.deepEqual(
      first.chat.messages.map(({ id, parentId, content }) => [id, parentId, content]),
      [
        ["1#question", null, ""],
        ["1", "1#question", "Welcome"],
        ["2", "1", "One"],
        ["2#answer", "2", ""],
        ["3", "2#answer", "Two"],
      ],
    );
  },
});
