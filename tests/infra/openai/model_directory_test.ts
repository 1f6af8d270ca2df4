import assert from "node:assert/strict";
import type { Log } from "../../../domain/log.ts";
import {
  type ModelDirectoryOptions,
  OpenAIModelDirectory,
} from "../../../infra/openai/model_directory.ts";
import { checkedModels } from "../../../infra/openai/checked_models.ts";
import { OpenAICompletionProvider } from "../../../infra/openai/completion_provider.ts";
import { type FakeOpenAIOptions, startFakeOpenAI } from "../../support/upstream/fake_openai.ts";
import { answered, quietLog, startTestApp } from "../../support/app/test_app.ts";
import { within } from "../../support/suite/within.ts";

const MINUTE = 60_000;

/** A directory over the fake server, with a clock under the test's control. */
async function openDirectory(
  models: FakeOpenAIOptions["models"],
  options: Partial<ModelDirectoryOptions> = {},
) {
  const stack = new AsyncDisposableStack();
  const upstream = stack.use(await startFakeOpenAI({ models, apiKey: "secret-key" }));
  const lines: string[] = [];
  const note = (message: string, error?: unknown) => void lines.push(`${message} ${error}`);
  const log: Log = { debug() {}, info: note, warn: note, error: note };
  const clock = {
    time: 0,
    looks: 0,
    now() {
      clock.looks++;
      return new Date(clock.time);
    },
  };
  const directory = new OpenAIModelDirectory({
    baseUrl: upstream.url,
    apiKey: "secret-key",
    configured: [],
    fallback: [{ name: "usual", contextTokens: 100_000 }],
    assumedTokens: null,
    clock,
    log,
    ...options,
  });
  stack.defer(() => directory.close());
  const names = () => directory.catalog.map(({ name }) => name);
  /** Starts a look-up of the models in the background, and waits until it has ended. */
  const lookAgain = async () => {
    await directory.prepare();
    const { looks } = clock;
    await within(5_000, until(() => clock.looks > looks));
  };
  return {
    directory,
    names,
    lines,
    clock,
    lookAgain,
    [Symbol.asyncDispose]: () => stack.disposeAsync(),
  };
}

async function until(isDone: () => boolean): Promise<void> {
  while (!isDone()) await new Promise((resolve) => setTimeout(resolve, 5));
}

Deno.test("catalog has the server's models, its first as the default, the others by name", async () => {
  await using t = await openDirectory([
    { id: "newest", context_length: 32_768 },
    ...["model-10", "model-9", "text-embedding-3-small"],
  ]);
  assert.deepEqual(t.names(), ["usual"]);
  await t.directory.prepare();
  assert.deepEqual(t.directory.catalog, [
    { name: "newest", contextTokens: 32_768 },
    { name: "model-9", contextTokens: 8192, contextIsGuess: true },
    { name: "model-10", contextTokens: 8192, contextIsGuess: true },
  ]);
});

Deno.test("catalog has the usual default first where the server lists it", async () => {
  await using t = await openDirectory(["other", "usual", "gpt-4o", "o3-mini"]);
  await t.directory.prepare();
  assert.deepEqual(t.directory.catalog, [
    { name: "usual", contextTokens: 100_000 },
    { name: "gpt-4o", contextTokens: 128_000 },
    { name: "o3-mini", contextTokens: 200_000 },
    { name: "other", contextTokens: 8192, contextIsGuess: true },
  ]);
});

Deno.test("catalog has the configured models first, with their configured sizes", async () => {
  const configured = [
    { name: "mine", contextTokens: null },
    { name: "yours", contextTokens: 4096 },
    { name: "unlisted", contextTokens: null },
  ];
  const listed = ["yours", "mine"].map((id) => ({ id, max_model_len: 65_536 }));
  await using t = await openDirectory(["a", ...listed], { configured });
  await t.directory.prepare();
  assert.deepEqual(t.directory.catalog, [
    { name: "mine", contextTokens: 65_536 },
    { name: "yours", contextTokens: 4096 },
    { name: "unlisted", contextTokens: 8192, contextIsGuess: true },
    { name: "a", contextTokens: 8192, contextIsGuess: true },
  ]);
});

Deno.test("catalog has thousands of models, and names its limit when there are more", async () => {
  const models = (length: number) => Array.from({ length }, (_, index) => `model-${index}`);
  await using t = await openDirectory(models(9_000));
  await t.directory.prepare();
  assert.equal(t.directory.catalog.length, 9_000);
  assert.ok(!t.lines.join().includes("Too many"));
  await using more = await openDirectory(models(10_003));
  await more.directory.prepare();
  assert.equal(more.directory.catalog.length, 10_000);
  assert.match(
    more.lines.join(),
    /Too many models at the upstream: 3 beyond 10000 are not on offer; name/,
  );
});

Deno.test("catalog keeps its models when a list is too large, and says so", async () => {
  const entry = JSON.stringify({ id: "model", description: "x".repeat(1000) });
  const huge = `{"data":[${`${entry},`.repeat(50_000)}${entry}]}`;
  const lists = [["one"], huge];
  await using t = await openDirectory(() => lists.shift() ?? []);
  await t.directory.prepare();
  t.clock.time += 10 * MINUTE;
  await t.lookAgain();
  assert.deepEqual(t.names(), ["one"]);
  assert.match(t.lines.join(), /list of models exceeds 16777216 bytes; name the models to offer/);
});

Deno.test("catalog has the operator's size for models whose size nobody else gives", async () => {
  const list = ["a", "gpt-4o", { id: "b", max_model_len: 4096 }];
  await using t = await openDirectory(list, { assumedTokens: 32_768 });
  await t.directory.prepare();
  assert.deepEqual(t.directory.catalog, [
    { name: "a", contextTokens: 32_768 },
    { name: "b", contextTokens: 4096 },
    { name: "gpt-4o", contextTokens: 32_768 },
  ]);
});

Deno.test("catalog has a server's own size of an open model, which its family doesn't tell", async () => {
  await using t = await openDirectory(["llama3.1:8b", "gemini-2.5-pro"]);
  await t.directory.prepare();
  assert.deepEqual(t.directory.catalog, [
    { name: "llama3.1:8b", contextTokens: 8192, contextIsGuess: true },
    { name: "gemini-2.5-pro", contextTokens: 1_048_576 },
  ]);
});

Deno.test("prepare() says once to name a model where there is no list, and looks on", async () => {
  const lists: (number | string[])[] = [404, 405, ["late"]];
  await using t = await openDirectory(() => lists.shift() ?? 404);
  await t.directory.prepare();
  assert.deepEqual(t.names(), ["usual"]);
  for (const _ of [1, 2]) {
    t.clock.time += 10 * MINUTE;
    await t.lookAgain();
  }
  assert.deepEqual(t.names(), ["late"]);
  const said = t.lines.filter((line) => line.includes("no list of models"));
  assert.equal(said.length, 1);
  assert.match(
    said[0]!,
    /at http:\/\/127\.0\.0\.1:\d+\/v1\. Name the models to offer in MODEL or MODELS/,
  );
});

Deno.test("prepare() offers the named models alone where there is no list", async () => {
  const configured = [{ name: "mine", contextTokens: null }];
  const fallback = [{ name: "mine", contextTokens: 8192, contextIsGuess: true }] as const;
  await using t = await openDirectory(() => 404, { configured, fallback });
  await t.directory.prepare();
  assert.deepEqual(t.directory.catalog, fallback);
  assert.match(t.lines.join(), /no list of models at .*\. On offer: mine alone/);
});

Deno.test("prepare() suggests the base URL with /v1 if the list is there", async () => {
  await using upstream = await startFakeOpenAI({ models: ["a"] });
  const baseUrl = upstream.url.replace("/v1", "");
  await using t = await openDirectory([], { baseUrl });
  await t.directory.prepare();
  const suggestion = `no list of models at ${baseUrl}, but ${upstream.url} has one`;
  assert.ok(t.lines.join().includes(suggestion), t.lines.join());
});

Deno.test("checkedModels() suggests the base URL with /v1, without looking for models", async () => {
  let calls = 0;
  await using upstream = await startFakeOpenAI({ models: () => [`model-${++calls}`] });
  const lines: string[] = [];
  const said = Promise.withResolvers<void>();
  const log: Log = {
    ...quietLog,
    warn(message) {
      lines.push(message);
      said.resolve();
    },
  };
  const catalog = [{ name: "mine", contextTokens: 4096 }] as const;
  const checked = (baseUrl: string) =>
    checkedModels(catalog, { server: { baseUrl, apiKey: null }, log });
  await checked(upstream.url).prepare();
  const directory = checked(upstream.url.replace("/v1", ""));
  await Promise.all([directory.prepare(), directory.prepare()]);
  await within(5_000, said.promise);
  assert.equal(calls, 1);
  assert.equal(lines.length, 1);
  assert.ok(lines[0]!.includes(`but ${upstream.url} has one`));
  assert.deepEqual(directory.catalog, catalog);
});

Deno.test("prepare() looks again after ten minutes, in the background, and only when called", async () => {
  let calls = 0;
  await using t = await openDirectory(() => ++calls === 1 ? ["old"] : ["new"]);
  await Promise.all([t.directory.prepare(), t.directory.prepare()]);
  t.clock.time += 10 * MINUTE - 1;
  await t.directory.prepare();
  assert.equal(calls, 1);
  t.clock.time += 1;
  await t.directory.prepare();
  assert.deepEqual(t.names(), ["old"]);
  await within(5_000, until(() => t.names()[0] === "new"));
  assert.equal(calls, 2);
});

Deno.test("prepare() keeps the last list while the server fails, and says so once", async () => {
  const answers = [["one"], 500, "<html>", '{"data":', ["two"]];
  await using t = await openDirectory(() => answers.shift() ?? ["more"]);
  await t.directory.prepare();
  for (const left of [3, 2, 1]) {
    t.clock.time += 10 * MINUTE;
    await t.lookAgain();
    assert.equal(answers.length, left);
    assert.deepEqual(t.names(), ["one"]);
    t.clock.time += MINUTE - 1;
    await t.directory.prepare();
    assert.equal(answers.length, left);
  }
  t.clock.time += MINUTE;
  await t.lookAgain();
  assert.deepEqual(t.names(), ["two"]);
  const failures = t.lines.filter((line) => line.startsWith("Cannot list the upstream's models"));
  assert.equal(failures.length, 1);
  assert.match(failures[0]!, /status 500/);
  assert.ok(!t.lines.join().includes("secret-key"));
});

Deno.test("prepare() resolves when the server is unreachable, silent, or refuses the key", async () => {
  const log: Log = { debug() {}, info() {}, warn() {}, error() {} };
  const away = { baseUrl: "http://127.0.0.1:1/v1", log };
  for (const options of [away, { apiKey: "other", log }, { apiKey: null, log }]) {
    await using t = await openDirectory(["a"], options);
    await t.directory.prepare();
    assert.deepEqual(t.names(), ["usual"]);
  }
  using silent = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const baseUrl = `http://127.0.0.1:${silent.addr.port}/v1`;
  await using t = await openDirectory(["a"], { baseUrl, log, timeLimitMs: 50 });
  await t.directory.prepare();
  assert.deepEqual(t.names(), ["usual"]);
});

Deno.test("close() ends a look-up without a complaint", async () => {
  using silent = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const baseUrl = `http://127.0.0.1:${silent.addr.port}/v1`;
  await using t = await openDirectory(["a"], { baseUrl });
  const looked = t.directory.prepare();
  using connection = await silent.accept();
  t.directory.close();
  await looked;
  assert.ok(connection);
  await t.directory.prepare();
  assert.deepEqual(t.lines, []);
});

Deno.test("a chat is answered by a model that was listed, also right after the start", async () => {
  await using upstream = await startFakeOpenAI({ models: ["listed", "other"] });
  const options = { baseUrl: upstream.url, apiKey: null };
  const models = () =>
    new OpenAIModelDirectory({
      ...options,
      configured: [],
      fallback: [{ name: "usual", contextTokens: 8192 }],
      assumedTokens: null,
      clock: { now: () => new Date() },
      log: quietLog,
    });
  const provider = new OpenAICompletionProvider(options);
  await using first = await startTestApp({ deps: { provider, models: models() } });
  const userId = "user";
  const turn = await first.app.startChat({ userId, message: "one", model: "other" });
  await answered(first.app, turn);
  await answered(first.app, await first.app.startChat({ userId, message: "two" }));
  const { database } = first;
  await using second = await startTestApp({ database, deps: { provider, models: models() } });
  const next = { userId, chatId: turn.chatId, message: "three" };
  await answered(second.app, await second.app.sendMessage(next));
  assert.deepEqual(upstream.requests.map(({ body }) => body.model), ["other", "listed", "other"]);
});
