import assert from "node:assert/strict";
import type { CompletionProvider } from "../../domain/completion_provider.ts";
import type { Answer, Turn } from "../../domain/message.ts";
import { paths } from "../../views/paths.ts";
import { startTestSite, type TestSite } from "../routes/test_site.ts";
import type { Visitor } from "../routes/visitor.ts";
import { createProvider, settled, soon } from "../support/completions.ts";
import {
  type FakeExchange,
  type FakeOpenAI,
  type FakeScript,
  refuse,
  say,
  startFakeOpenAI,
} from "../support/fake_openai.ts";
import { answered } from "../support/test_app.ts";

/** Patience of the program here, in milliseconds; a busy machine must not exceed it by chance. */
const PATIENCE = { firstTextMs: 1000, idleMs: 500 };

type Ending = Partial<Pick<Answer, "state" | "errorCode" | "finishReason" | "content">>;

type Fault = {
  /** What the upstream does with each request. */
  readonly script: FakeScript;
  /** What is stored, besides the state `failed`. */
  readonly ending: Ending;
  /** What the page says under the answer; `null`: nothing. */
  readonly note: RegExp | null;
  /** How often the upstream is asked; once by default. */
  readonly requests?: number;
  /** Where the upstream is thought to be. */
  readonly url?: string;
};

const once: FakeScript = (exchange) => exchange.text("Once");
const soonAgain = { "retry-after-ms": "1" };
const whole: Ending = { state: "complete", errorCode: null, finishReason: "stop" };

/** Does these things one after another. */
function inTurn(...scripts: FakeScript[]): FakeScript {
  return async (exchange) => {
    for (const script of scripts) await script(exchange);
  };
}

/** Does the first thing with the first request, and so on; the last one with all that follow. */
function onEach(...scripts: FakeScript[]): FakeScript {
  return (exchange) => (scripts.length > 1 ? scripts.shift()! : scripts[0]!)(exchange);
}

/** Sends the events of an answer in pieces of one byte. */
function crumbs(lineEnd: string, text: string): FakeScript {
  return async (exchange) => {
    const chunk = (delta: object, finish_reason: string | null) =>
      `data: ${JSON.stringify({ choices: [{ index: 0, delta, finish_reason }] })}`;
    const lines = [": hello", chunk({ content: text }, null), "", ": still here"];
    const all = [...lines, "", chunk({}, "stop"), "", "data: [DONE]", "", ""].join(lineEnd);
    for (const byte of new TextEncoder().encode(all)) await exchange.raw(new Uint8Array([byte]));
    await exchange.end();
  };
}

const ODD_TEXT = "Grüße, 世界! 👩‍🚀\r\n\ttab";

const faults: Record<string, Fault> = {
  "429, always": {
    script: (exchange) => refuse(429)(exchange),
    ending: { errorCode: "upstream_rate_limited", content: "" },
    note: /too much to do\. Try again in a few minutes/,
    requests: 3,
  },
  "429 with Retry-After, once": {
    script: onEach(refuse(429, "Slow down", { "retry-after": "0" }), say("Here I am")),
    ending: { ...whole, content: "Here I am" },
    note: null,
    requests: 2,
  },
  "429 with a Retry-After of ten minutes": {
    script: refuse(429, "Slow down", { "retry-after": "600" }),
    ending: { errorCode: "upstream_rate_limited", content: "" },
    note: /too much to do/,
  },
  "503, always": {
    script: refuse(503, "Busy", soonAgain),
    ending: { errorCode: "upstream_error", content: "" },
    note: /had an error\. Try again/,
    requests: 3,
  },
  "503, twice": {
    script: onEach(refuse(503), refuse(503, "Busy", soonAgain), say("Here I am")),
    ending: { ...whole, content: "Here I am" },
    note: null,
    requests: 3,
  },
  "500, always": {
    script: refuse(500, "Oops", soonAgain),
    ending: { errorCode: "upstream_error", content: "" },
    note: /had an error/,
    requests: 3,
  },
  "401": {
    script: refuse(401),
    ending: { errorCode: "upstream_unauthorized", content: "" },
    note: /refused this server’s API key/,
  },
  "404": {
    script: refuse(404),
    ending: { errorCode: "upstream_not_found", content: "" },
    note: /does not know this model/,
  },
  "400": {
    script: refuse(400),
    ending: { errorCode: "upstream_rejected", content: "" },
    note: /did not accept this chat/,
  },
  "nobody listens": {
    script: () => {},
    url: "http://127.0.0.1:1/v1",
    ending: { errorCode: "upstream_unreachable", content: "" },
    note: /can’t be reached/,
    requests: 0,
  },
  "the host has no address": {
    script: () => {},
    url: "http://upstream.invalid/v1",
    ending: { errorCode: "upstream_unreachable", content: "" },
    note: /can’t be reached/,
    requests: 0,
  },
  "the connection breaks before the response, once": {
    script: onEach((exchange) => exchange.reset(), say("Here I am")),
    ending: { ...whole, content: "Here I am" },
    note: null,
    requests: 2,
  },
  "the first byte is slow": {
    script: inTurn(settled, say("Here I am")),
    ending: { ...whole, content: "Here I am" },
    note: null,
  },
  "the first byte never comes": {
    script: (exchange) => exchange.hang(),
    ending: { errorCode: "upstream_timeout", content: "" },
    note: /said nothing for too long\. Try again/,
  },
  "the text stops coming": {
    script: inTurn(once, (exchange) => exchange.hang()),
    ending: { errorCode: "upstream_timeout", content: "Once" },
    note: /said nothing for too long/,
  },
  "the connection breaks in the middle": {
    script: inTurn(once, settled, (exchange) => exchange.reset()),
    ending: { errorCode: "upstream_broken_off", content: "Once" },
    note: /broke off before the answer was finished\. Try again/,
  },
  "the response ends in the middle": {
    script: inTurn(once, (exchange) => exchange.end()),
    ending: { errorCode: "upstream_broken_off", content: "Once" },
    note: /broke off/,
  },
  "the response ends without [DONE]": {
    script: inTurn(once, (exchange) => exchange.finish(), (exchange) => exchange.end()),
    ending: { ...whole, content: "Once" },
    note: null,
  },
  "the connection breaks before [DONE]": {
    script: inTurn(once, (exchange) => exchange.finish(), settled, (exchange) => exchange.reset()),
    ending: { ...whole, content: "Once" },
    note: null,
  },
  "an error in the middle": {
    script: inTurn(once, (exchange) => exchange.event({ error: { message: "Out of memory" } })),
    ending: { errorCode: "upstream_error", content: "Once" },
    note: /had an error/,
  },
  "malformed JSON in the middle": {
    script: inTurn(once, (exchange) => exchange.raw('data: {"choices": [{]}\n\n')),
    ending: { errorCode: "upstream_error", content: "Once" },
    note: /had an error/,
  },
  "no text at all": {
    script: (exchange) => exchange.complete(),
    ending: { ...whole, content: "" },
    note: /answered with no text\. Try again/,
  },
  "nothing but [DONE]": {
    script: inTurn((exchange) => exchange.raw("data: [DONE]\n\n"), (exchange) => exchange.end()),
    ending: { errorCode: "upstream_broken_off", content: "" },
    note: /broke off/,
  },
  "the length limit": {
    script: inTurn(once, (exchange) => exchange.complete("length")),
    ending: { ...whole, finishReason: "length", content: "Once" },
    note: /reached its length limit/,
  },
  "a content filter": {
    script: inTurn(once, (exchange) => exchange.complete("content_filter")),
    ending: { ...whole, finishReason: "content_filter", content: "Once" },
    note: /content filter/,
  },
  "a refusal": {
    script: inTurn(
      (exchange) => exchange.event({ choices: [{ delta: { refusal: "I can’t." } }] }),
      (exchange) => exchange.complete(),
    ),
    ending: { ...whole, content: "I can’t." },
    note: null,
  },
  "reasoning before the text": {
    script: inTurn(
      (exchange) => exchange.event({ choices: [{ delta: { reasoning_content: "Hm" } }] }),
      say("Here I am"),
    ),
    ending: { ...whole, content: "Here I am" },
    note: null,
  },
  "bytes that come one by one": {
    script: crumbs("\n", ODD_TEXT),
    ending: { ...whole, content: ODD_TEXT },
    note: null,
  },
  "bytes that come one by one, lines that end in CRLF": {
    script: crumbs("\r\n", ODD_TEXT),
    ending: { ...whole, content: ODD_TEXT },
    note: null,
  },
  "bytes that come one by one, lines that end in CR": {
    script: crumbs("\r", ODD_TEXT),
    ending: { ...whole, content: ODD_TEXT },
    note: null,
  },
};

Deno.test("an answer ends as it should when the upstream fails with", async (t) => {
  await using stage = await startStage();
  for (const [name, fault] of Object.entries(faults)) {
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

/** A site whose model's server does as it is told. */
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
    ...{ ...site, visitor, user, upstream, script: say("Hello"), provider: at(upstream.url) },
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
  return stage;
}

function at(url: string): CompletionProvider {
  return createProvider({ url }, { maxRetries: 2, ...PATIENCE });
}

/** Asks a question of an upstream with a fault, and then mends it. */
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

/** Sends a form of the chat's page as a browser does. @returns The answer that comes of it. */
async function press(stage: Stage, turn: Turn, action: string): Promise<Answer> {
  const { app, visitor, user, upstream } = stage;
  const { html } = await showPage(stage, turn);
  const [, form] = new RegExp(`<form action="${action}"(.*?)</form>`, "s").exec(html) ?? [];
  assert.ok(form, `no form for ${action} in ${html}`);
  const inputs = [...form.matchAll(/name="(\w+)" value="([^"]*)"/g)];
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
