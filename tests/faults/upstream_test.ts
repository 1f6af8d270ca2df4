import assert from "node:assert/strict";
import type { CompletionProvider } from "../../domain/models/completion_provider.ts";
import type { Answer, Turn } from "../../domain/chats/message.ts";
import { paths } from "../../views/paths.ts";
import { startTestSite, type TestSite } from "../routes/test_site.ts";
import type { Visitor } from "../routes/visitor.ts";
import { createProvider, soon } from "../support/upstream/completions.ts";
import {
  type FakeExchange,
  type FakeOpenAI,
  type FakeScript,
  refuse,
  say,
  startFakeOpenAI,
} from "../support/upstream/fake_openai.ts";
import { answered } from "../support/app/test_app.ts";
import { type Ending, type Fault, inTurn, once, upstreamFaults, whole } from "./upstream_faults.ts";

/** Timeouts of the program in these tests, in milliseconds; long enough for a busy machine. */
const PATIENCE = { firstTextMs: 1000, idleMs: 500 };

Deno.test("an answer ends as it should when the upstream fails with", async (t) => {
  await using stage = await startStage();
  for (const [name, fault] of Object.entries(upstreamFaults)) {
    await t.step(name, async () => {
      const { turn, answer } = await askBadly(stage, fault);
      const { ending, note } = fault;
      assertEnding(answer, { state: "failed", finishReason: null, ...ending });
      const shown = await showPage(stage, turn);
      assert.match(shown.notes.join(), note ?? /^$/);
      if (note && answer.finishReason !== "length") await retries(stage, turn);
      if (answer.content && (answer.state === "failed" || answer.finishReason === "length")) {
        const { turn, answer } = await askBadly(stage, fault);
        await continues(stage, turn, answer);
      }
    });
  }
});

Deno.test("an answer counts its tokens itself when the upstream doesn't", async () => {
  await using stage = await startStage();
  const script = inTurn(once, (exchange) => exchange.finish(), (exchange) => exchange.end());
  const { answer } = await askBadly(stage, { script, ending: whole, note: null });
  assert.equal(answer.completionTokens, 1);
  assert.ok(answer.promptTokens! > 1);
});

Deno.test("an answer counts nothing when the upstream refuses it, but the prompt when it breaks off", async () => {
  await using stage = await startStage();
  const refused = await askBadly(stage, { script: refuse(401), ending: {}, note: null });
  assert.deepEqual([refused.answer.promptTokens, refused.answer.completionTokens], [0, 0]);
  const script = inTurn(once, (exchange) => exchange.reset());
  const broken = await askBadly(stage, { script, ending: {}, note: null });
  assert.ok(broken.answer.promptTokens! > 1);
});

for (
  const [when, first] of [["before the first text", () => {}], ["after some text", once]] as const
) {
  Deno.test(`the connection is closed when the upstream falls silent ${when}`, async () => {
    await using stage = await startStage();
    const silent = Promise.withResolvers<FakeExchange>();
    stage.script = inTurn(first, (exchange) => {
      silent.resolve(exchange);
      return exchange.hang();
    });
    const { app, user } = stage;
    const turn = await app.startChat({ userId: user.id, message: "Hello" });
    const exchange = await silent.promise;
    assert.equal((await answered(app, turn)).errorCode, "upstream_timeout");
    await soon(exchange.closed);
    assert.equal(stage.upstream.requests.length, 1);
  });
}

/** A site with a model's server that the test controls. */
type Stage = AsyncDisposable & Omit<TestSite, "upstream" | "visitor"> & {
  readonly visitor: Visitor;
  readonly user: { readonly id: string };
  readonly upstream: FakeOpenAI;
  script: FakeScript;
  provider: CompletionProvider;
};

async function startStage(): Promise<Stage> {
  await using stack = new AsyncDisposableStack();
  const upstream = stack.use(
    await startFakeOpenAI({ reply: (exchange) => stage.script(exchange) }),
  );
  const provider: CompletionProvider = {
    complete: (request, signal) => stage.provider.complete(request, signal),
    warm: () => stage.provider.warm(),
  };
  const site = stack.use(await startTestSite({ deps: { provider } }));
  const { visitor, user } = await site.signUp();
  const owned = stack.move();
  const stage: Stage = {
    ...site,
    visitor,
    user,
    upstream,
    script: say("Hello"),
    provider: at(upstream.url),
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
  return stage;
}

function at(url: string): CompletionProvider {
  return createProvider({ url }, { maxRetries: 2, ...PATIENCE });
}

/** Asks a question while the upstream has a fault, and then removes the fault. */
async function askBadly(stage: Stage, fault: Fault): Promise<{ turn: Turn; answer: Answer }> {
  const { app, user, upstream } = stage;
  const before = upstream.requests.length;
  stage.script = fault.script;
  stage.provider = at(fault.url ?? upstream.url);
  const turn = await app.startChat({ userId: user.id, message: "How are you?" });
  const answer = await answered(app, turn);
  assert.equal(upstream.requests.length - before, fault.requests ?? 1, "requests");
  assert.deepEqual(await app.getAnswer(user.id, turn.chatId, answer.id), answer);
  stage.script = say(" better now");
  stage.provider = at(upstream.url);
  return { turn, answer };
}

function assertEnding(answer: Answer, expected: Ending): void {
  const { state, errorCode, finishReason, content } = answer;
  const actual: Ending = { state, errorCode, finishReason, content };
  assert.deepEqual(actual, { errorCode: null, ...expected });
}

/** Presses Retry. */
async function retries(stage: Stage, turn: Turn): Promise<void> {
  const retried = await press(stage, turn, paths.answers(turn.chatId));
  assert.notEqual(retried.id, turn.answers[0]!.id);
  assertEnding(retried, { ...whole, content: " better now" });
}

/** Presses Continue. */
async function continues(stage: Stage, turn: Turn, { id, content }: Answer): Promise<void> {
  const continued = await press(stage, turn, paths.continueAnswer(turn.chatId, id));
  assert.equal(continued.id, id);
  assertEnding(continued, { ...whole, content: `${content} better now` });
}

/** Sends a form of the chat's page as a browser does. @returns the answer that it begins. */
async function press(stage: Stage, turn: Turn, action: string): Promise<Answer> {
  const { app, visitor, user, upstream } = stage;
  const { html } = await showPage(stage, turn);
  const form = new RegExp(`<form[^>]* action="${action}".*?</form>`, "s").exec(html)?.[0];
  assert.ok(form, `no form for ${action} in ${html}`);
  const id = /^<form id="(\w+)"/.exec(form)?.[1];
  const button = id && new RegExp(`<button[^>]* form="${id}"[^>]*>`).exec(html)?.[0];
  const inputs = [...`${form}${button}`.matchAll(/name="(\w+)" value="([^"]*)"/g)];
  const before = upstream.requests.length;
  const response = await visitor.post(
    action,
    Object.fromEntries(inputs.map(([, name, value]) => [name, value!])),
  );
  assert.equal(response.status, 303, await response.text());
  const { chatId } = turn;
  const { messages } = await app.listMessages({ userId: user.id, chatId, limit: 10 });
  const answer = await answered(app, { ...turn, answers: [messages.at(-1) as Answer] });
  assert.equal(upstream.requests.length - before, 1, "requests");
  return answer;
}

async function showPage(
  { visitor }: Stage,
  { chatId }: Turn,
): Promise<{ html: string; notes: string[] }> {
  const html = await (await visitor.get(paths.chat(chatId))).text();
  const notes = [...html.matchAll(/<p class="note [a-z]+">(.*?)<\/p>/gs)].map(([, note]) => note!);
  return { html, notes };
}
