import assert from "node:assert/strict";
import type { ExportedChat } from "../../../domain/archive/exported_chat.ts";
import { readArchive } from "../../../infra/archive/archive_reader.ts";
import {
  jsonFile,
  sampleAnswerJson,
  sampleChatJson,
  sampleQuestionJson,
  zipOf,
} from "../../support/archives/archives.ts";
import { conversation, conversationOf } from "../../support/archives/chatgpt_export.ts";

Deno.test("readArchive() reads archives, single chats and conversations.json", async () => {
  const chat = sampleChatJson();
  const files = [
    zipOf({ "account.json": {}, "chats/a.json": chat, "chats/b.json": chat, "chats/a.md": "#" }),
    jsonFile([chat, chat]),
    zipOf({
      "export/conversations.json": [chat],
      "conversations-001.json": [chat],
      "user.json": 1,
    }),
  ];
  for (const file of files) {
    const chats = await chatsOf(file);
    assert.deepEqual(chats.map(({ title }) => title), ["A chat", "A chat"]);
  }
  assert.equal((await chatsOf(jsonFile(chat))).length, 1);
});

Deno.test("readArchive() refuses files that are something else", async () => {
  const files = [
    new Blob(["Hello"]),
    new Blob([]),
    new Blob([new Uint8Array([0xff, 0xd8, 0xff])]),
    new Blob(["PK\x03\x04 but no more"]),
    zipOf({ "readme.txt": "nothing" }),
    zipOf({ "../chats.json": [] }),
  ];
  for (const file of files) {
    await assert.rejects(chatsOf(file), (error: { details?: { fields?: object } }) => {
      assert.ok("file" in error.details!.fields!);
      return true;
    });
  }
});

Deno.test("readArchive() stops when an archive unpacks to too much", async () => {
  const bomb = zipOf({ "chats/a.json": `["${"x".repeat(20_000_000)}"]` });
  assert.ok(bomb.size < 100_000);
  await assert.rejects(chatsOf(bomb, 10_000_000), /more than 10000000 bytes/);
  // Within the limit one chat still has its own.
  const [item] = await Array.fromAsync(readArchive(bomb));
  assert.match(item && "problem" in item ? String(item.problem) : "", /more than 16777216 bytes/);
});

Deno.test("readArchive() refuses a small archive that unpacks to a large one before it gives any chat", async () => {
  const words = "All work and no play makes Jack a dull boy. ".repeat(20_000);
  const chat = (index: number) => {
    const question = sampleQuestionJson({ content: words });
    return sampleChatJson({ id: `chat-${index}`, messages: [question, sampleAnswerJson()] });
  };
  const chats = Array.from({ length: 60 }, (_, index) => chat(index));
  const bomb = zipOf({ "conversations.json": chats, "chats/a.json": chat(0) });
  assert.ok(bomb.size < 400_000, `${bomb.size}`);
  const items: unknown[] = [];
  const read = async () => {
    for await (const item of readArchive(bomb)) items.push(item);
  };
  await assert.rejects(read, (error: Error & { code?: string }) => {
    assert.equal(error.code, "payload_too_large");
    const [, size, most] = /its (\d+) bytes unpack to more than (\d+) bytes/.exec(error.message)!;
    assert.equal(Number(size), bomb.size);
    assert.ok(Number(most) < 60 * words.length);
    return true;
  });
  assert.deepEqual(items, []);
  // The same chats are read when they are not packed, and so is a quarter of them packed.
  assert.equal((await chatsOf(jsonFile(chats))).length, 60);
  assert.equal((await chatsOf(zipOf({ "conversations.json": chats.slice(0, 15) }))).length, 15);
});

Deno.test("readArchive() counts unpacked bytes, not the declared sizes, also where files overlap", async () => {
  const archive = new Uint8Array(await overlapping(jsonFile("x".repeat(1_000_000)), 100));
  assert.ok(archive.length < 20_000);
  await assert.rejects(chatsOf(new Blob([archive])), { code: "payload_too_large" });
});

Deno.test("readArchive() refuses conversations whose branches repeat little text to a large one", async () => {
  const nodes = [
    ["q1", null, "user", "Hi"] as const,
    ["a1", "q1", "assistant", "x".repeat(900_000)] as const,
    ...Array.from({ length: 20 }, (_, index) => [`b${index}`, "a1", "assistant", "y"] as const),
  ];
  const many = Array.from({ length: 4 }, (_, index) => conversationOf(nodes, { id: `c-${index}` }));
  const items = await Array.fromAsync(readArchive(jsonFile(many)));
  assert.deepEqual(items.map((item) => "chat" in item), [true, false, false, false]);
  assert.match("problem" in items[1]! ? String(items[1].problem) : "", /repeat too much text/);
});

Deno.test("readArchive() reads only files with the names of chats, and writes none", async () => {
  const chat = sampleChatJson();
  const archive = zipOf({
    "../../chats/up.json": chat,
    "/etc/passwd": "root",
    "chats/../../up.json": chat,
    "chats\\windows.json": chat,
  });
  assert.equal((await chatsOf(archive)).length, 1);
});

Deno.test("readArchive() reads ChatGPT's tree: branches, tools between, hidden and empty nodes", async () => {
  const [chat] = await chatsOf(jsonFile([conversation]));
  const { id, title, activeLeaf, config, archived } = chat!;
  assert.deepEqual([id, title, config, archived], ["c-1", "Bread", { model: "gpt-4o" }, true]);
  assert.deepEqual(chat!.createdAt, new Date("2024-01-02T03:04:05.678Z"));
  assert.deepEqual(chat!.updatedAt, new Date("2024-01-02T03:10:00Z"));
  assert.equal(activeLeaf, "a3");
  assert.deepEqual(
    chat!.messages.map(({ id, parentId, role, content }) => ({ id, parentId, role, content })),
    [
      { id: "q1", parentId: null, role: "user", content: "How is bread made?" },
      { id: "a1", parentId: "q1", role: "assistant", content: "With flour." },
      { id: "a2", parentId: "q1", role: "assistant", content: "Let me look.\n\nWith yeast." },
      { id: "q2", parentId: "a2", role: "user", content: "Show me\n\nplease" },
      { id: "a3", parentId: "q2", role: "assistant", content: "```python\nbake()\n```" },
    ],
  );
  const answer = chat!.messages.find(({ id }) => id === "a2");
  assert.equal(answer?.role === "assistant" && answer.model, "gpt-4o-mini");
});

Deno.test("readArchive() gives answers without a question one, and each branch its whole", async () => {
  const [chat] = await chatsOf(jsonFile(conversationOf([
    ["a1", null, "assistant", "Welcome!"],
    ["a2", "a1", "assistant", "How can I help?"],
    ["a3", "a1", "assistant", "What is it?"],
    ["q1", "a1", "user", "Bread"],
  ])));
  assert.deepEqual(
    chat!.messages.map(({ id, parentId, content }) => [id, parentId, content]).toSorted(),
    [
      ["a1", "a1:question", "Welcome!"],
      ["a1:question", null, "…"],
      ["a2", "a2:question", "Welcome!\n\nHow can I help?"],
      ["a2:question", null, "…"],
      ["a3", "a3:question", "Welcome!\n\nWhat is it?"],
      ["a3:question", null, "…"],
      ["q1", "a1", "Bread"],
    ],
  );
  const models = chat!.messages.flatMap((message) => "model" in message ? message.model : []);
  assert.deepEqual([...new Set(models)], ["ChatGPT"]);
});

Deno.test("readArchive() shows a branch even where the current node is in the middle of one", async () => {
  const nodes = [
    ["q1", null, "user", "Hi"],
    ["a1", "q1", "assistant", "One"],
    ["a2", "a1", "assistant", "Two"],
  ] as const;
  for (const current_node of ["q1", "a1", "a2", "gone", null]) {
    const [chat] = await chatsOf(jsonFile(conversationOf(nodes, { current_node })));
    assert.ok(chat!.messages.some(({ id }) => id === chat!.activeLeaf), `${current_node}`);
  }
});

Deno.test("readArchive() survives conversations of any shape", async (t) => {
  const bad: Record<string, unknown> = {
    "null": null,
    "a text": "text",
    "an array in it": [[]],
    "a mapping of numbers": { id: "x", mapping: { a: 5 } },
    "no id": conversationOf([["q1", null, "user", "Hi"]], { id: null, conversation_id: null }),
    "no mapping": { id: "x", mapping: null },
    "only a circle": conversationOf([["a", "b", "user", "Hi"], ["b", "a", "user", "Ho"]]),
    "nothing said": conversationOf([["a", null, "system", "Hidden"]]),
    "__proto__": JSON.parse('{"id": "x", "mapping": {"__proto__": {"parent": null}}}'),
    "endless text": conversationOf([["a", null, "user", "x".repeat(1_000_001)]]),
  };
  for (const [name, value] of Object.entries(bad)) {
    await t.step(name, async () => {
      const items = await Array.fromAsync(readArchive(jsonFile([value])));
      assert.equal(items.length, 1);
      assert.ok("problem" in items[0]!, JSON.stringify(items[0]));
    });
  }
});

Deno.test("readArchive() reads a long conversation in which only one side speaks", async () => {
  const nodes = Array.from(
    { length: 20_000 },
    (_, index) => [`a${index}`, index > 0 ? `a${index - 1}` : null, "assistant", "word"] as const,
  );
  const [item] = await Array.fromAsync(readArchive(jsonFile(conversationOf(nodes))));
  assert.match(item && "problem" in item ? String(item.problem) : "", /too long/);
});

/** A ZIP archive that lists its only packed file many times, like a zip bomb. */
async function overlapping(content: Blob, times: number): Promise<ArrayBuffer> {
  const once = zipOf({ "chats/a.json": await content.text() });
  const bytes = new Uint8Array(await once.arrayBuffer());
  const view = new DataView(bytes.buffer);
  const end = bytes.length - 22;
  const [size, start] = [view.getUint32(end + 12, true), view.getUint32(end + 16, true)];
  const last = bytes.slice(end);
  new DataView(last.buffer).setUint16(10, times, true);
  new DataView(last.buffer).setUint32(12, size * times, true);
  const entries = Array.from({ length: times }, () => bytes.slice(start, end));
  return await new Blob([bytes.slice(0, start), ...entries, last]).arrayBuffer();
}

async function chatsOf(file: Blob, limit?: number): Promise<ExportedChat[]> {
  const items = await Array.fromAsync(readArchive(file, limit));
  return items.map((item) => {
    if ("chat" in item) return item.chat;
    throw new Error(`${item.name}: ${item.problem}`);
  });
}
