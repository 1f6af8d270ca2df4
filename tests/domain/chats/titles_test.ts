import assert from "node:assert/strict";
import type { Turn } from "../../../domain/chats/message.ts";
import { type FakeScript, refuse, say } from "../../support/upstream/fake_openai.ts";
import { SqlUserGateway } from "../../../infra/db/accounts/user_gateway.ts";
import {
  answered,
  startTestApp,
  type TestApp,
  type TestAppOptions,
} from "../../support/app/test_app.ts";
import { within } from "../../support/suite/within.ts";

const account = { name: "A", email: "a@example.com", password: "correct horse battery" };

Deno.test("a chat gets its title from the model once its first question is answered", async () => {
  await using t = await titledApp();
  const message = "How do I  ask a train conductor for the way to the opera house in Vienna?";
  const turn = await t.ask({ message }, say("Politely."), say('"Finding the **Vienna** Opera."\n'));
  assert.equal(await titleOf(t, turn), "Finding the Vienna Opera");
  const [first, second] = t.upstream.requests;
  assert.equal(second!.body.model, first!.body.model);
  assert.equal(second!.body.max_tokens, 30);
  assert.match(second!.body.messages.at(-1)!.content, /train conductor[^]*Politely\./);
  const next = { userId: t.userId, chatId: turn.chatId, message: "And back?" };
  await answered(t.app, await t.app.sendMessage(next));
  assert.equal(await titleOf(t, turn), "Finding the Vienna Opera");
  assert.equal(t.upstream.requests.length, 3);
});

Deno.test("TITLE_MODEL is asked instead of the chat's own model, with an excerpt", async () => {
  await using t = await titledApp({ settings: { titles: { model: "small-model" } } });
  const message = "word ".repeat(1000);
  const turn = await t.ask({ message }, say("Yes. ".repeat(1000)), say("Words"));
  assert.equal(await titleOf(t, turn), "Words");
  const { model, messages } = t.upstream.requests[1]!.body;
  assert.equal(model, "small-model");
  assert.ok(messages.at(-1)!.content.length < 1300);
});

Deno.test("making a title delays nothing and is no turn, and a title typed meanwhile stays", async () => {
  await using t = await titledApp();
  const exchange = Promise.withResolvers<Parameters<FakeScript>[0]>();
  const turn = await t.ask({ message: "Hello" }, say("Hi"), exchange.resolve);
  const { userId } = t;
  const { chatId } = turn;
  const asked = await within(10_000, exchange.promise);
  assert.equal((await t.app.getChat(userId, chatId)).answering, null);
  assert.equal(await t.app.expectsTitle((await answerOf(t, turn))!), true);
  await t.app.updateChat({ userId, chatId, title: "Mine" });
  const awaited = t.app.awaitTitle({ userId, chatId, signal: new AbortController().signal });
  await asked.text("Greeting");
  await asked.complete();
  assert.equal((await within(10_000, awaited)).title, "Mine");
});

Deno.test("awaitTitle() waits until the title is stored, or its caller hangs up", async () => {
  await using t = await titledApp();
  const exchange = Promise.withResolvers<Parameters<FakeScript>[0]>();
  const { chatId } = await t.ask({ message: "Hello" }, say("Hi"), exchange.resolve);
  const asked = await within(10_000, exchange.promise);
  const { userId } = t;
  const gone = await t.app.awaitTitle({ userId, chatId, signal: AbortSignal.abort() });
  assert.equal(gone.title, "Hello");
  const awaited = t.app.awaitTitle({ userId, chatId, signal: new AbortController().signal });
  await asked.text("Greeting");
  await asked.complete();
  assert.equal((await within(9_000, awaited)).title, "Greeting");
});

Deno.test("a model that thinks is asked to think little for a title, and no more if it doesn't write one", async () => {
  await using t = await titledApp();
  const thinking: FakeScript = async (exchange) => {
    await exchange.think("A greeting.");
    await exchange.text("Hi");
    await exchange.complete();
  };
  const endless: FakeScript = async (exchange) => {
    await exchange.think("Hm");
    await exchange.complete("length");
  };
  const turn = await t.ask({ message: "Hello there" }, thinking, endless);
  assert.equal(await titleOf(t, turn), "Hello there");
  assert.equal(t.upstream.requests[1]!.body.reasoning_effort, "minimal");
  assert.ok(!JSON.stringify(t.upstream.requests[1]!.body.messages).includes("greeting"));
  const again = await t.ask({ message: "Hello again" }, thinking);
  assert.equal(await titleOf(t, again), "Hello again");
  assert.equal(t.upstream.requests.length, 3);
});

Deno.test("a chat keeps its first title when the model fails or returns none", async () => {
  await using t = await titledApp();
  const scripts = [refuse(500), say("  \n"), say('"…"'), say("<think>Let me see")];
  for (const script of scripts) {
    const turn = await t.ask({ message: "Hello there" }, say("Hi"), script);
    assert.equal(await titleOf(t, turn), "Hello there");
  }
  assert.equal(t.upstream.requests.length, 2 * scripts.length);
});

Deno.test("no title is asked for when titles are off, would not be seen, or have no answer", async (t) => {
  const asks = async (options: TestAppOptions, ask: (app: TitledApp) => Promise<Turn>) => {
    await using app = await titledApp(options);
    const turn = await ask(app);
    const answer = await answerOf(app, turn);
    const key = { userId: answer!.userId, chatId: turn.chatId, signal: AbortSignal.timeout(300) };
    await app.app.awaitTitle(key);
    return [app.upstream.requests.length, await app.app.expectsTitle(answer!)];
  };
  await t.step("off for the server", async () => {
    const off = { settings: { titles: null } };
    assert.deepEqual(await asks(off, (app) => app.ask({ message: "Hi" }, say("Hi"))), [1, false]);
  });
  await t.step("off for the user", async () => {
    const asked = await asks({}, async (app) => {
      await app.switchOff();
      return await app.ask({ message: "Hi" }, say("Hi"));
    });
    assert.deepEqual(asked, [1, false]);
  });
  await t.step("a program's own user", async () => {
    const ask = (app: TitledApp) => app.ask({ message: "Hi", userId: "nobody" }, say("Hi"));
    assert.deepEqual(await asks({}, ask), [1, false]);
  });
  await t.step("a failed answer", async () => {
    assert.equal((await asks({}, (app) => app.ask({ message: "Hi" }, refuse(400))))[0], 1);
  });
});

Deno.test("shutdown() gives up on a title when the model is slow", async () => {
  const t = await titledApp();
  const exchange = Promise.withResolvers<Parameters<FakeScript>[0]>();
  await t.ask({ message: "Hello" }, say("Hi"), exchange.resolve);
  const asked = await within(10_000, exchange.promise);
  await within(5_000, t.app.shutdown(60_000));
  await within(5_000, asked.closed);
  await t[Symbol.asyncDispose]();
});

type TitledApp = TestApp & {
  readonly userId: string;
  /** Asks a first question: the first script answers it, the second makes the title. */
  ask(question: { message: string; userId?: string }, ...scripts: FakeScript[]): Promise<Turn>;
  switchOff(): Promise<unknown>;
};

async function titledApp(options: TestAppOptions = {}): Promise<TitledApp> {
  const settings = { titles: { model: null }, ...options.settings };
  const t = await startTestApp({ ...options, settings });
  const { user } = await t.app.signUp({ ...account, client: "192.0.2.1" });
  const users = new SqlUserGateway(t.database);
  return {
    ...t,
    userId: user.id,
    async ask(question, ...scripts) {
      t.upstream.enqueue(...scripts);
      const turn = await t.app.startChat({ userId: user.id, ...question });
      await answered(t.app, turn);
      return turn;
    },
    switchOff: () => users.updateSettings(user.id, { autoTitles: false }),
  };
}

async function titleOf({ app, userId }: TitledApp, { chatId }: Turn): Promise<string> {
  const signal = AbortSignal.timeout(2_000);
  return (await app.awaitTitle({ userId, chatId, signal })).title;
}

async function answerOf({ app }: TitledApp, { chatId, question, answers }: Turn) {
  return await app.getAnswer(question.userId, chatId, answers[0]!.id);
}
