import assert from "node:assert/strict";
import fc from "fast-check";
import type { ArchiveItem } from "../../../domain/archive/files.ts";
import type { Clock } from "../../../domain/clock.ts";
import type { User } from "../../../domain/accounts/user.ts";
import {
  blobOf,
  type ChatJson,
  chatJsons,
  chatsIn,
  jsonFile,
  sampleAnswerJson,
  sampleChatJson,
  sampleQuestionJson,
  withoutIds,
  zipOf,
} from "../../support/archives/archives.ts";
import { createImportUseCases } from "../../../domain/archive/imports.ts";
import { fixedModels } from "../../../domain/models/directory.ts";
import { DemoCompletionProvider } from "../../../infra/demo/completion_provider.ts";
import { createGateways } from "../../../infra/process/create_gateways.ts";
import { SystemClock } from "../../../infra/runtime/system_clock.ts";
import { sqliteDatabase } from "../../support/databases/databases.ts";
import {
  answered,
  quietLog,
  startTestApp,
  type TestApp,
  testSettings,
} from "../../support/app/test_app.ts";

Deno.test("what one account exports, another imports and exports again", async () => {
  await using test = await startTestApp();
  let run = 0;
  await fc.assert(
    fc.asyncProperty(
      fc.uniqueArray(chatJsons, { selector: ({ id }) => id, minLength: 1, maxLength: 3 }),
      async (chats) => {
        const [first, second] = [`first-${++run}`, `second-${run}`];
        const file = zipOf(
          Object.fromEntries(chats.map((chat) => [`chats/${chat.id}.json`, chat])),
        );
        const report = await test.app.importChats(first, file);
        assert.deepEqual(report, { imported: chats.length, present: 0, failed: 0, failures: [] });
        const exported = await exportOf(test, first);
        assert.equal((await test.app.importChats(second, exported)).imported, chats.length);
        const again = await exportOf(test, second);
        assert.deepEqual(await comparable(again), await comparable(exported));
        assert.deepEqual(
          (await comparable(exported)).map(({ messages }) => messages.length).toSorted(),
          chats.map(({ messages }) => messages.length).toSorted(),
        );
        // A second import changes nothing, in either account.
        for (const userId of [first, second]) {
          const { imported, present } = await test.app.importChats(userId, exported);
          assert.deepEqual([imported, present], [0, chats.length]);
        }
        assert.deepEqual(await chatsIn(await exportOf(test, second)), await chatsIn(again));
      },
    ),
    { numRuns: 10 },
  );
});

Deno.test("importChats() keeps everything of a chat but its ids", async () => {
  await using test = await startTestApp();
  const chat = sampleChatJson({
    title: "Ünïcödé 🙂",
    systemMessage: "Be kind",
    pinned: true,
    memoryBeginsAt: "answer-1",
    config: { ...sampleChatJson().config, model: "of/another:server", stop: ["x"], n: 2 },
    messages: [
      sampleQuestionJson(),
      sampleAnswerJson({ content: "Cut", state: "stopped", finishReason: null }),
      sampleAnswerJson({ id: "answer-2", state: "failed", errorCode: "upstream_timeout" }),
      sampleAnswerJson({ id: "answer-3", content: "Odd", finishReason: "other:pause" }),
    ],
  });
  await test.app.importChats("user", jsonFile(chat));
  const [exported] = await chatsIn(await exportOf(test, "user"));
  assert.deepEqual(withoutIds(exported!), withoutIds(chat));
  assert.notEqual(exported!.id, chat.id);
  const { messages: [question] } = exported as ChatJson;
  assert.equal(question.tokens, 2);
});

Deno.test("importChats() restores a deleted chat", async () => {
  await using test = await startTestApp();
  const { app } = test;
  await app.importChats("user", jsonFile(sampleChatJson()));
  const exported = await exportOf(test, "user");
  const [chat] = await app.listChats("user", { limit: 9 });
  await app.deleteChats("user", { ids: [chat!.id] });
  assert.equal((await app.listChats("user", { limit: 9 })).length, 0);
  for (const file of [exported, jsonFile(sampleChatJson())]) {
    await app.importChats("user", file);
    const [back] = await app.listChats("user", { limit: 9 });
    assert.equal(back?.title, chat!.title);
  }
});

Deno.test("importChats() ends streaming answers, and moves future dates to now", async () => {
  await using test = await startTestApp();
  const { app } = test;
  const answer = sampleAnswerJson({
    state: "streaming",
    content: "So f",
    finishReason: null,
    finishedAt: null,
    createdAt: "2999-01-01T00:00:00Z",
  });
  const chat = { updatedAt: "2999-01-01T00:00:00Z", messages: [sampleQuestionJson(), answer] };
  await app.importChats("user", jsonFile(sampleChatJson(chat)));
  const [chatThere] = await app.listChats("user", { limit: 9 });
  const { id, updatedAt, activeLeaf } = chatThere!;
  const message = await app.getAnswer("user", id, activeLeaf);
  assert.equal(message.state, "interrupted");
  assert.ok(updatedAt <= new Date() && message.createdAt <= new Date() && message.finishedAt);
});

Deno.test("importChats() gives an unanswered question an empty answer to retry", async () => {
  await using test = await startTestApp();
  const { app } = test;
  const lone = sampleChatJson({ activeLeaf: "question-1", messages: [sampleQuestionJson()] });
  assert.equal((await app.importChats("user", jsonFile(lone))).imported, 1);
  const [chat] = await app.listChats("user", { limit: 9 });
  const { messages } = await app.listMessages({ userId: "user", chatId: chat!.id, limit: 9 });
  assert.deepEqual(messages.map(({ role }) => role), ["user", "assistant"]);
  const questionId = messages[0]!.id;
  const turn = await app.regenerateAnswer({ userId: "user", chatId: chat!.id, questionId });
  assert.equal((await answered(app, turn)).state, "complete");
});

Deno.test("importChats() imports the valid chats and says what is wrong with the others", async (t) => {
  await using test = await startTestApp();
  const question = sampleQuestionJson();
  const answer = sampleAnswerJson();
  const config = sampleChatJson().config;
  const bad: Record<string, [facts: ChatJson, reason: RegExp]> = {
    "no messages": [{ messages: [] }, /no messages/],
    "a missing parent": [
      { messages: [question, { ...answer, parentId: "gone" }] },
      /message before answer-1 is missing/,
    ],
    "a circle": [
      {
        messages: [
          { ...question, parentId: "answer-1" },
          answer,
        ],
      },
      /follows itself/,
    ],
    "itself as parent": [
      { messages: [{ ...question, parentId: "question-1" }] },
      /follows another question/,
    ],
    "the same id twice": [{ messages: [question, answer, answer] }, /same id/],
    "two questions in a row": [
      { messages: [question, answer, { ...question, id: "q2", parentId: "question-1" }] },
      /Question q2 follows another question/,
    ],
    "an answer first": [{ messages: [{ ...answer, parentId: null }] }, /follows no question/],
    "a strange leaf": [{ activeLeaf: "gone" }, /leaf gone is not a message/],
    "a wild temperature": [{ config: { ...config, temperature: 9 } }, /temperature.*from 0 to 2/],
    "a long system message": [{ systemMessage: "x".repeat(100_001) }, /100001 characters/],
    "another version": [{ version: 2 }, /Only version 1/],
    "another format": [{ format: "other" }, /format/],
    "a number as title": [{ title: 5 }, /title/],
    "no time": [{ createdAt: "yesterday" }, /createdAt/],
    "a time before 1970": [{ createdAt: "1900-01-01T00:00:00Z" }, /before 1970/],
    "an id with strange characters": [{ id: "../../etc/passwd" }, /id: Must be/],
    "a strange role": [{ messages: [{ ...question, role: "root" }] }, /messages\.0/],
    "negative tokens": [{ messages: [{ ...question, tokens: -1 }] }, /messages\.0\.tokens/],
    "endless text": [
      { messages: [{ ...question, content: "x".repeat(1_000_001) }] },
      /messages\.0\.content/,
    ],
  };
  const good = sampleChatJson({ id: "good", title: "Good" });
  for (const [name, [facts, reason]] of Object.entries(bad)) {
    await t.step(name, async () => {
      const chat = { ...sampleChatJson({ title: "Bad" }), ...facts };
      const userId = `user with ${name}`;
      const file = zipOf({ "chats/bad.json": chat, "chats/good.json": good });
      const { imported, failed, failures } = await test.app.importChats(userId, file);
      assert.deepEqual([imported, failed], [1, 1]);
      assert.match(String(failures[0]!.reason), reason);
      assert.equal((await test.app.listChats(userId, { limit: 9 })).length, 1);
    });
  }
});

Deno.test("importChats() refuses 100,000 messages, and a circle of many, in a short time", async () => {
  await using test = await startTestApp();
  const branch = (count: number, first: string | null) =>
    Array.from({ length: count }, (_, index) => {
      const facts = { id: `m${index}`, parentId: index > 0 ? `m${index - 1}` : first };
      return index % 2 === 0 ? sampleQuestionJson(facts) : sampleAnswerJson(facts);
    });
  const tooMany = jsonFile([sampleChatJson({ messages: branch(50_001, null) })]);
  const circle = jsonFile(sampleChatJson({ messages: branch(40_000, "m39999") }));
  for (const [file, reason] of [[tooMany, /more than/], [circle, /follows itself/]] as const) {
    const begin = performance.now();
    const { failures } = await test.app.importChats("user", file);
    assert.match(String(failures[0]!.reason), reason);
    assert.ok(performance.now() - begin < 20_000);
  }
});

Deno.test("importChats() waits for a user's files without blocking others, over any transport", async () => {
  await using test = await startTestApp();
  const { app } = test;
  const file = jsonFile(sampleChatJson());
  const arrived = Promise.withResolvers<Blob>();
  const slow = ["a", "a", "b"].map((user) => app.importChats(user, () => arrived.promise));
  // A file that is complete already, as over gRPC, counts like one that is being received.
  await assert.rejects(app.importChats("a", file), {
    code: "rate_limited",
    details: { retryAfterSeconds: 30 },
  });
  for (const user of ["b", "c"]) assert.equal((await app.importChats(user, file)).imported, 1);
  arrived.resolve(file);
  const reports = await Promise.all(slow);
  assert.deepEqual(reports.map(({ imported }) => imported).toSorted(), [0, 0, 1]);
  assert.equal((await app.importChats("a", file)).present, 1, "there is room again");
});

Deno.test("importChats() reads one file of a user at a time, and refuses when the wait is long", async () => {
  await using database = await sqliteDatabase();
  const { archiveFiles } = createGateways(database, new SystemClock());
  const goOn = Promise.withResolvers<void>();
  const [begun, late] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  const read = async function* (file: Blob): AsyncIterable<ArchiveItem> {
    if (file.size === 0) {
      begun.resolve();
      await goOn.promise;
    } else yield* archiveFiles.read(file);
  };
  let isLate = false;
  const clock: Clock = {
    now: () => new Date(),
    // What goes on meanwhile must not find each of its waits over at once.
    sleep: (milliseconds, signal) =>
      isLate ? new SystemClock().sleep(milliseconds, signal) : new Promise((resolve) => {
        signal?.addEventListener("abort", () => resolve());
        late.promise.then(resolve);
      }),
  };
  const deps = { archiveFiles: { ...archiveFiles, pack: archiveFiles.pack, read }, clock };
  await using test = await startTestApp({ database, deps });
  const file = jsonFile(sampleChatJson());
  const long = test.app.importChats("a", new Blob());
  await begun.promise;
  const second = test.app.importChats("a", file);
  assert.equal((await test.app.importChats("b", file)).imported, 1, "b needs not wait for a");
  isLate = true;
  late.resolve();
  await assert.rejects(second, { code: "rate_limited", message: /reading other files/ });
  goOn.resolve();
  await long;
});

Deno.test("importChats() stops at its limits, says so, and goes on the next time", async () => {
  await using test = await startTestApp();
  const { app: { models: [model] }, database } = test;
  const deps = {
    ...createGateways(database, new SystemClock()),
    ...testSettings,
    models: fixedModels([model]),
    log: quietLog,
    provider: new DemoCompletionProvider(),
  };
  const file = jsonFile(["a", "b", "c", "d"].map((id) => sampleChatJson({ id, title: id })));
  const few = createImportUseCases(deps, { chats: 3, messages: 100 });
  const { imported, failed, failures } = await few.importChats("first", file);
  assert.deepEqual([imported, failed], [3, 1]);
  assert.deepEqual(failures.map(({ name }) => name), ["d"]);
  assert.match(String(failures[0]!.reason), /at most 3 chats/);

  const short = createImportUseCases(deps, { chats: 100, messages: 3 });
  const reports = [
    await short.importChats("second", file),
    await short.importChats("second", file),
  ];
  assert.deepEqual(reports.map(({ imported, present, failed }) => [imported, present, failed]), [
    [2, 0, 1],
    [2, 2, 0],
  ]);
  assert.match(String(reports[0]!.failures[0]!.reason), /more than 3 new messages; import/);

  // Further chats are not read, however many there are.
  const million = new Blob([`[${"{},".repeat(1_000_000)}{}]`]);
  const report = await test.app.importChats("third", million);
  assert.deepEqual([report.imported, report.failed], [0, 65_001]);
  assert.equal(report.failures.length, 51);
});

Deno.test("importChats() imports the same file into several accounts", async () => {
  await using test = await startTestApp();
  const file = zipOf({
    "chats/a.json": sampleChatJson(),
    "chats/b.json": sampleChatJson({ id: "b" }),
  });
  for (const userId of ["first", "second"]) {
    const { imported, failures } = await test.app.importChats(userId, file);
    assert.deepEqual([imported, failures], [2, []]);
  }
  const chats = await chatsIn(await exportOf(test, "first"));
  const others = await chatsIn(await exportOf(test, "second"));
  const ids = [...chats, ...others].flatMap(({ id, messages }) => [
    id,
    ...messages.map((message: ChatJson) => message.id),
  ]);
  assert.equal(new Set(ids).size, 12);
});

Deno.test("importChats() leaves nothing in an account that is deleted meanwhile", async () => {
  await using database = await sqliteDatabase();
  const gateways = createGateways(database, new SystemClock());
  const account = { name: "Ana", email: "ana@example.com", password: "correct horse battery" };
  let userId = "";
  const items = async function* (): AsyncIterable<ArchiveItem> {
    yield* gateways.archiveFiles.read(jsonFile(sampleChatJson({ id: "first" })));
    await gateways.erasures.begin(userId, new Date());
    while (await gateways.erasures.deleteSome(userId));
    await gateways.erasures.end(userId, new Date());
    yield* gateways.archiveFiles.read(jsonFile(sampleChatJson({ id: "second" })));
  };
  const archiveFiles = { pack: gateways.archiveFiles.pack, read: items };
  await using test = await startTestApp({ database, deps: { archiveFiles } });
  userId = (await test.app.signUp({ ...account, client: "192.0.2.1" })).user.id;
  await assert.rejects(test.app.importChats(userId, new Blob()), { code: "not_found" });
  assert.deepEqual(await gateways.archives.chats(userId, { after: null, limit: 9 }), []);
});

Deno.test("importChats() never touches other users' chats, whatever ids a file has", async () => {
  await using test = await startTestApp();
  const { app } = test;
  const turn = await app.startChat({ userId: "owner", message: "Mine" });
  const { id: leaf } = await answered(app, turn);
  const file = jsonFile(sampleChatJson({
    id: turn.chatId,
    activeLeaf: leaf,
    title: "Taken",
    messages: [
      sampleQuestionJson({ id: turn.question.id }),
      sampleAnswerJson({ id: leaf, parentId: turn.question.id }),
    ],
  }));
  assert.equal((await app.importChats("thief", file)).imported, 1);
  assert.equal((await app.importChats("thief", file)).present, 1);
  assert.equal((await app.getChat("owner", turn.chatId)).title, "Mine");
  await assert.rejects(app.getChat("thief", turn.chatId), { code: "not_found" });
  assert.equal((await app.listChats("thief", { limit: 9 })).length, 1);
});

async function exportOf({ app }: TestApp, userId: string): Promise<Blob> {
  const user: User = {
    id: userId,
    name: "Ana",
    email: "ana@example.com",
    settings: {},
    createdAt: new Date(0),
  };
  return await blobOf(await app.exportAccount(user));
}

async function comparable(archive: Blob): Promise<ChatJson[]> {
  const chats = (await chatsIn(archive)).map(withoutIds);
  return chats.toSorted((a, b) => JSON.stringify(a) < JSON.stringify(b) ? -1 : 1);
}
