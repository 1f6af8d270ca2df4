import assert from "node:assert/strict";
import fc from "fast-check";
import type { Message, Turn } from "../../../domain/chats/message.ts";
import { answered, startTestApp, type TestApp } from "../../support/app/test_app.ts";

const userId = "user";

/** The texts of the shown branch. */
async function shown({ app }: TestApp, chatId: string): Promise<string[]> {
  const { messages } = await app.listMessages({ userId, chatId, limit: 99 });
  return messages.map(({ content }) => content);
}

/** A chat with two answered questions. */
async function talk(t: TestApp): Promise<{ chatId: string; first: Turn; second: Turn }> {
  const first = await t.app.startChat({ userId, message: "one" });
  await answered(t.app, first);
  const { chatId } = first;
  const second = await t.app.sendMessage({ userId, chatId, message: "two" });
  await answered(t.app, second);
  return { chatId, first, second };
}

Deno.test("sendMessage() asks a question in place of another, which stays", async () => {
  await using t = await startTestApp();
  const { chatId, first, second } = await talk(t);
  const replaces = second.question.id;
  const edit = await t.app.sendMessage({ userId, chatId, message: "deux", replaces });
  await answered(t.app, edit);
  assert.deepEqual(await shown(t, chatId), ["one", "You said: one", "deux", "You said: deux"]);
  assert.deepEqual(
    t.upstream.requests.at(-1)!.body.messages.map(({ content }) => content),
    ["one", "You said: one", "deux"],
  );
  await t.app.selectBranch({ userId, chatId, messageId: second.question.id });
  assert.deepEqual(await shown(t, chatId), ["one", "You said: one", "two", "You said: two"]);
  const messages = [first.question, second.question];
  const versions = await t.app.listVersions({ userId, chatId, messages });
  assert.deepEqual([...versions], [[second.question.id, [second.question.id, edit.question.id]]]);
});

Deno.test("sendMessage() replaces the first question, too", async () => {
  await using t = await startTestApp();
  const { chatId, first } = await talk(t);
  const replaces = first.question.id;
  const edit = await t.app.sendMessage({ userId, chatId, message: "un", replaces });
  assert.equal(edit.question.parentId, null);
  await answered(t.app, edit);
  assert.deepEqual(await shown(t, chatId), ["un", "You said: un"]);
  await t.app.selectBranch({ userId, chatId, messageId: first.question.id });
  assert.equal((await shown(t, chatId)).length, 4);
});

Deno.test("sendMessage() finds no question of another chat", async () => {
  await using t = await startTestApp();
  const { chatId, first } = await talk(t);
  const other = await talk(t);
  for (const replaces of ["missing", first.answers[0]!.id, other.first.question.id]) {
    await assert.rejects(
      t.app.sendMessage({ userId, chatId, message: "two", replaces }),
      { code: "not_found" },
    );
  }
  assert.equal((await shown(t, chatId)).length, 4);
});

Deno.test("regenerateAnswer() answers an earlier question again", async () => {
  await using t = await startTestApp();
  const { chatId, first, second } = await talk(t);
  const input = { userId, chatId, questionId: first.question.id, idempotencyKey: "again" };
  const again = await t.app.regenerateAnswer(input);
  await answered(t.app, again);
  assert.deepEqual((await t.app.regenerateAnswer(input)).answers[0]!.id, again.answers[0]!.id);
  assert.deepEqual(await shown(t, chatId), ["one", "You said: one"]);
  await t.app.selectBranch({ userId, chatId, messageId: first.answers[0]!.id });
  assert.equal((await t.app.getChat(userId, chatId)).activeLeaf, second.answers[0]!.id);
});

Deno.test("selectBranch() switches between n answers while they are written", async () => {
  await using t = await startTestApp({ upstream: { reply: "manual" } });
  const turn = await t.app.startChat({ userId, message: "one", config: { n: 3 } });
  const { chatId, question, answers } = turn;
  const exchange = await t.upstream.next();
  const selected = await t.app.selectBranch({ userId, chatId, messageId: answers[2]!.id });
  assert.equal(selected.activeLeaf, answers[2]!.id);
  assert.equal(selected.answering, question.id);
  assert.deepEqual(await t.app.listRunning(userId, chatId), answers.map(({ id }) => id));
  await exchange.text("Three", 2);
  await exchange.complete();
  await answered(t.app, turn);
  assert.deepEqual(await shown(t, chatId), ["one", "Three"]);
  assert.deepEqual(await t.app.listRunning(userId, chatId), []);
});

Deno.test("endChat() and deleteChats() stop an answer on a branch that is not shown", async () => {
  await using t = await startTestApp({ upstream: { reply: "manual" } });
  const { app } = t;
  const endings = [
    (chatId: string) => app.endChat(userId, chatId),
    (chatId: string) => app.deleteChats(userId, { ids: [chatId] }),
  ];
  for (const end of endings) {
    const turn = await t.app.startChat({ userId, message: "one" });
    await (await t.upstream.next()).complete();
    await answered(t.app, turn);
    const { chatId, question, answers } = turn;
    await t.app.regenerateAnswer({ userId, chatId, questionId: question.id });
    const exchange = await t.upstream.next();
    await t.app.selectBranch({ userId, chatId, messageId: answers[0]!.id });
    await end(chatId);
    await exchange.closed;
  }
});

Deno.test("selectBranch() says where the memory begins on that branch", async () => {
  await using t = await startTestApp({
    settings: { models: [{ name: "fake-model", contextTokens: 120 }] },
  });
  const message = "word ".repeat(20);
  const first = await t.app.startChat({ userId, message });
  await answered(t.app, first);
  const { chatId } = first;
  const second = await t.app.sendMessage({ userId, chatId, message });
  await answered(t.app, second);
  const third = await t.app.sendMessage({ userId, chatId, message });
  await answered(t.app, third);
  const memory = async () => (await t.app.getChat(userId, chatId)).memoryBeginsAt;
  assert.equal(await memory(), second.question.id);
  const edit = { userId, chatId, message: "short", replaces: first.question.id };
  await answered(t.app, await t.app.sendMessage(edit));
  assert.equal(await memory(), null);
  await t.app.selectBranch({ userId, chatId, messageId: first.question.id });
  assert.equal(await memory(), second.question.id);
});

Deno.test("no message is lost or unreachable, whatever is asked, edited and selected", async () => {
  await using t = await startTestApp();
  const step = fc.record({
    kind: fc.constantFrom("send", "edit", "regenerate", "select"),
    at: fc.nat(99),
  });
  const walks = fc.array(step, { minLength: 1, maxLength: 8 });
  await fc.assert(
    fc.asyncProperty(walks, async (walk) => {
      const said = new Map<string, Message>();
      const note = async (turn: Turn) => {
        await answered(t.app, turn);
        for (const { id } of [turn.question, ...turn.answers]) {
          said.set(id, await t.app.getMessage(userId, turn.chatId, id));
        }
      };
      const first = await t.app.startChat({ userId, message: "0", config: { n: 2 } });
      await note(first);
      const { chatId } = first;
      for (const [index, { kind, at }] of walk.entries()) {
        const questions = [...said.values()].filter(({ role }) => role === "user");
        const { id: questionId } = questions[at % questions.length]!;
        const { id: messageId } = [...said.values()][at % said.size]!;
        const message = `${index + 1}`;
        if (kind === "select") await t.app.selectBranch({ userId, chatId, messageId });
        else if (kind === "regenerate") {
          await note(await t.app.regenerateAnswer({ userId, chatId, questionId }));
        } else {
          const replaces = kind === "edit" ? questionId : undefined;
          await note(await t.app.sendMessage({ userId, chatId, message, replaces }));
        }
      }
      await assertAllReachable(t, chatId, said);
    }),
    { numRuns: 15 },
  );
});

async function assertAllReachable(
  t: TestApp,
  chatId: string,
  said: ReadonlyMap<string, Message>,
): Promise<void> {
  for (const [messageId, message] of said) {
    await t.app.selectBranch({ userId, chatId, messageId });
    const { messages } = await t.app.listMessages({ userId, chatId, limit: 99 });
    assert.deepEqual(messages.find(({ id }) => id === messageId), message);
    for (const { id, parentId } of messages) assert.equal(parentId, said.get(id)!.parentId);
    const versions = await t.app.listVersions({ userId, chatId, messages });
    for (const { id, parentId } of messages) {
      const siblings = [...said.values()].filter((one) => one.parentId === parentId);
      const expected = siblings.length > 1 ? siblings.map((one) => one.id).sort() : undefined;
      assert.deepEqual(versions.get(id), expected);
    }
  }
}
