import assert from "node:assert/strict";
import { say } from "../../support/upstream/fake_openai.ts";
import { startGrpcTestV1 } from "../../support/grpc/v1_test_server.ts";
import { refusalOf } from "../../support/http/refusal.ts";
import { allSearchable } from "../../support/databases/all_searchable.ts";

const wrong = { code: "INVALID_ARGUMENT", reason: "INVALID_ARGUMENT" };

Deno.test("ListMessages() lists every message of the branch once, page by page, newest first", async () => {
  await using t = await startGrpcTestV1();
  const { begun } = await t.v1.read("StartChat", { message: "one" });
  const { chat_id } = begun!;
  for (const message of ["two", "three"]) await t.v1.read("SendMessage", { chat_id, message });
  const contents = ["one", "two", "three"].flatMap((said) => [said, `You said: ${said}`]).reverse();
  for (const page_size of [1, 2, 4, 5, 6, 0]) {
    const listed: string[] = [];
    let page_token = "";
    do {
      const page = await t.v1.ask("ListMessages", { chat_id, page_size, page_token });
      assert.ok(page.messages.length > 0 && page.messages.length <= (page_size || 50));
      listed.push(...page.messages.map(({ content }) => content));
      page_token = page.next_page_token;
    } while (page_token);
    assert.deepEqual(listed, contents, `pages of ${page_size}`);
  }
  const { begun: other } = await t.v1.read("StartChat", { message: "Another chat" });
  for (
    const [request, field] of [
      [{ page_size: -1 }, "page_size"],
      [{ page_token: "no such place" }, "page_token"],
      [{ page_token: other!.answer_ids[0]! }, "page_token"],
    ] as const
  ) {
    const end = await t.v1.call("ListMessages", { chat_id, ...request });
    assert.deepEqual(await refusalOf(end), { ...wrong, fields: [field] });
  }
});

Deno.test("ListMessages() shortens a page that is too large for clients", async () => {
  await using t = await startGrpcTestV1({
    app: (app) => ({
      async listMessages(input) {
        const { messages: [message] } = await app.listMessages(input);
        const large = { ...message!, content: "文".repeat(100_000) };
        return { messages: Array.from({ length: 200 }, () => large), hasOlder: false };
      },
    }),
  });
  const { begun } = await t.v1.read("StartChat", { message: "Hi" });
  const { chat_id } = begun!;
  const { messages, next_page_token } = await t.v1.ask("ListMessages", { chat_id, page_size: 200 });
  assert.ok(messages.length > 5 && messages.length < 15, `${messages.length} messages`);
  assert.equal(next_page_token, messages.at(-1)!.id);
});

Deno.test("GetMessage() and SelectBranch() reach messages on another branch", async () => {
  await using t = await startGrpcTestV1();
  const { begun: first } = await t.v1.read("StartChat", { message: "One" });
  const { chat_id, question_id, answer_ids: [answer_id] } = first!;
  const { begun: second } = await t.v1.read("SendMessage", {
    chat_id,
    message: "Another",
    replaces: question_id,
  });
  const { message: question } = await t.v1.ask("GetMessage", { chat_id, message_id: question_id });
  const { create_time: _, ...rest } = question!;
  assert.deepEqual(rest, {
    id: question_id,
    chat_id,
    parent_id: "",
    role: "MESSAGE_ROLE_USER",
    content: "One",
    thinking: "",
    answer: null,
    version_ids: [question_id, second!.question_id],
  });
  const { message: answer } = await t.v1.ask("GetMessage", { chat_id, message_id: answer_id! });
  assert.equal(answer!.role, "MESSAGE_ROLE_ASSISTANT");
  assert.equal(answer!.parent_id, question_id);
  assert.equal(answer!.answer!.state, "ANSWER_STATE_COMPLETE");
  assert.equal(answer!.answer!.position, String(answer!.content.length));
  const { chat } = await t.v1.ask("SelectBranch", { chat_id, message_id: question_id });
  assert.equal(chat!.active_leaf_id, answer_id);
  const { messages } = await t.v1.ask("ListMessages", { chat_id });
  assert.deepEqual(messages.map(({ id }) => id), [answer_id, question_id]);
});

Deno.test("SearchChats() finds titles and messages, page by page", async () => {
  await using t = await startGrpcTestV1({ upstream: { reply: say("As you like it") } });
  const found: string[] = [];
  for (const message of ["A red apple", "A green apple", "A pear"]) {
    const { begun } = await t.v1.read("StartChat", { message });
    if (message.includes("apple")) found.unshift(begun!.chat_id);
  }
  await allSearchable(t.database);
  const { hits } = await t.v1.ask("SearchChats", { query: "apple" });
  const [title, , message] = hits;
  const ids = [...found, ...found];
  assert.deepEqual(hits.map(({ chat_id }) => chat_id), ids);
  assert.equal(title!.message_id, "");
  assert.equal(message!.chat_title, "A green apple");
  assert.deepEqual(message!.snippet, [
    { text: "A green ", match: false },
    { text: "apple", match: true },
  ]);
  const { message: whole } = await t.v1.ask("GetMessage", {
    chat_id: message!.chat_id,
    message_id: message!.message_id,
  });
  assert.equal(whole!.content, "A green apple");
  const paged: string[] = [];
  let page_token = "";
  do {
    const page = await t.v1.ask("SearchChats", { query: "apple", page_size: 1, page_token });
    paged.push(...page.hits.map(({ chat_id }) => chat_id));
    page_token = page.next_page_token;
  } while (page_token);
  assert.deepEqual(paged, ids);
  for (
    const [request, field] of [
      [{ query: " " }, "query"],
      [{ query: "a".repeat(201) }, "query"],
      [{ query: "apple", page_size: -1 }, "page_size"],
      [{ query: "apple", page_token: "no such place" }, "page_token"],
    ] as const
  ) {
    const end = await t.v1.call("SearchChats", request);
    assert.deepEqual(await refusalOf(end), { ...wrong, fields: [field] });
  }
});
