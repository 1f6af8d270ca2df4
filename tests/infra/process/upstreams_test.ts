import assert from "node:assert/strict";
import { createApp } from "../../../domain/app.ts";
import { type Environment, readConfig } from "../../../infra/config/config.ts";
import { createProgramLog } from "../../../infra/log/program_log.ts";
import { createAppDeps } from "../../../infra/process/create_app_deps.ts";
import { answered } from "../../support/app/test_app.ts";
import { sqliteDatabase } from "../../support/databases/databases.ts";
import { within } from "../../support/suite/within.ts";
import {
  type FakeOpenAIOptions,
  refuse,
  startFakeOpenAI,
} from "../../support/upstream/fake_openai.ts";

const userId = "user";

/** The app as the program configures it from these variables, with the lines of its log. */
async function openApp(env: Environment) {
  await using stack = new AsyncDisposableStack();
  const config = readConfig({ AUTO_TITLES: "off", ...env });
  const lines: string[] = [];
  const log = createProgramLog(config, (line) => void lines.push(line));
  const database = stack.use(await sqliteDatabase());
  const deps = await createAppDeps(config, { database, log });
  const app = createApp(deps);
  stack.defer(() => app.shutdown(0));
  const ask = async (model?: string, message = "Hello") => {
    const turn = await app.startChat({ userId, message, model });
    return await answered(app, turn);
  };
  const owned = stack.move();
  return {
    ...{ app, ask, lines, models: deps.models },
    names: () => app.models.map(({ name }) => name),
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}

/** Variables of two upstreams, `one` and `two`. */
function two(one: string, other: string, more: Environment = {}): Environment {
  return {
    UPSTREAMS: "one,two",
    UPSTREAM_ONE_BASE_URL: one,
    UPSTREAM_TWO_BASE_URL: other,
    ...more,
  };
}

/** A server that accepts connections and says nothing. */
function silentServer() {
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  return {
    url: `http://127.0.0.1:${listener.addr.port}/v1`,
    [Symbol.dispose]: () => listener.close(),
  };
}

async function openTwo(one: FakeOpenAIOptions, other: FakeOpenAIOptions, more?: Environment) {
  await using stack = new AsyncDisposableStack();
  const upstreams = [
    stack.use(await startFakeOpenAI(one)),
    stack.use(await startFakeOpenAI(other)),
  ] as const;
  const t = stack.use(await openApp(two(upstreams[0].url, upstreams[1].url, more)));
  const owned = stack.move();
  return {
    ...t,
    one: upstreams[0],
    two: upstreams[1],
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}

Deno.test("any model of any upstream answers, each with its own key", async () => {
  const keys = { UPSTREAM_ONE_API_KEY: "key-one", UPSTREAM_TWO_API_KEY: "key-two" };
  const one = { models: ["same", "vendor/big"], apiKey: "key-one" };
  await using t = await openTwo(one, { models: ["same", "tiny"], apiKey: "key-two" }, keys);
  await t.models.prepare("two/same");
  await t.models.prepare();
  assert.deepEqual(t.names(), ["one/same", "one/vendor/big", "two/same", "two/tiny"]);
  for (const model of ["one/vendor/big", "two/same", "two/tiny", undefined]) {
    const { state, model: shown } = await t.ask(model);
    assert.deepEqual([state, shown], ["complete", model ?? "one/same"]);
  }
  assert.deepEqual(t.one.requests.map(({ body }) => body.model), ["vendor/big", "same"]);
  assert.deepEqual(t.two.requests.map(({ body }) => body.model), ["same", "tiny"]);
});

Deno.test("the operator's default may be a model of any upstream", async () => {
  const env = { MODEL: "two/named", MODEL_MAX_TOKENS: "9000" };
  await using t = await openTwo({ models: ["a"] }, { models: ["b"] }, env);
  assert.deepEqual(
    t.app.models,
    Object.assign([{ name: "two/named", contextTokens: 9000 }], {
      unlisted: ["one/"],
    }),
  );
  assert.equal((await t.ask()).model, "two/named");
  await t.models.prepare("one/a");
  assert.deepEqual(t.names(), ["two/named", "one/a", "two/b"]);
});

Deno.test("an upstream that is away takes nothing from the others", async () => {
  await using one = await startFakeOpenAI({ models: ["a"] });
  await using t = await openApp(two(one.url, "http://127.0.0.1:1/v1"));
  await t.models.prepare("two/any");
  assert.deepEqual(t.names(), ["one/a"]);
  assert.equal((await t.ask()).state, "complete");
  // Not answered by another model, although nobody knows whether it exists.
  const { model, state, errorCode } = await t.ask("two/any");
  const expected = { model: "two/any", state: "failed", errorCode: "upstream_unreachable" };
  assert.deepEqual({ model, state, errorCode }, expected);
  await assert.rejects(t.ask("one/gone"), { code: "invalid_argument" });
  for (const name of ["three/any", "two/", "two/a\nb", `two/${"x".repeat(252)}`]) {
    await assert.rejects(t.ask(name), { code: "invalid_argument" }, name);
  }
  assert.equal(t.lines.filter((line) => line.includes("Cannot list two's models")).length, 1);
});

Deno.test("an upstream that says nothing delays only its own models", async () => {
  await using one = await startFakeOpenAI({ models: ["a"] });
  using silent = silentServer();
  await using t = await openApp(two(one.url, silent.url));
  assert.equal((await within(2_000, t.ask())).state, "complete");
  assert.equal((await within(2_000, t.ask("one/a"))).state, "complete");
});

Deno.test("the server without a name keeps its models' names beside upstreams", async () => {
  await using own = await startFakeOpenAI({ models: ["a", "one/trap"] });
  await using one = await startFakeOpenAI({ models: ["a"] });
  await using t = await openApp({
    OPENAI_BASE_URL: own.url,
    UPSTREAMS: "one",
    UPSTREAM_ONE_BASE_URL: one.url,
  });
  await t.models.prepare("one/a");
  await t.models.prepare();
  assert.deepEqual(t.names(), ["a", "one/a"]);
  await t.ask("a");
  await t.ask("one/a");
  assert.equal(own.requests.length, 1);
  assert.equal(one.requests.length, 1);
});

Deno.test("an upstream gets its headers and parameters, and no key that it doesn't need", async () => {
  await using azure = await startFakeOpenAI();
  await using t = await openApp({
    UPSTREAMS: "azure",
    UPSTREAM_AZURE_BASE_URL: azure.url,
    UPSTREAM_AZURE_HEADERS: "api-key=s3cr3t-1",
    UPSTREAM_AZURE_QUERY: "api-version=2024-10-21",
    UPSTREAM_AZURE_MODELS: "gpt-4o",
  });
  assert.equal((await t.ask()).model, "azure/gpt-4o");
  const [{ headers, query, body }] = azure.requests as [typeof azure.requests[number]];
  assert.equal(headers.get("api-key"), "s3cr3t-1");
  assert.equal(headers.get("authorization"), null);
  assert.equal(query, "api-version=2024-10-21");
  assert.equal(body.model, "gpt-4o");
});

Deno.test("the secrets of upstreams are in no line of the log and in no answer", async () => {
  const secrets = ["s3cr3t-key", "s3cr3t-header", "s3cr3t/token", "s3cr3t-query"];
  const tell = refuse(400, `Wrong: ${secrets.join(" ")}`);
  await using loud = await startFakeOpenAI({ reply: tell, models: ["a"] });
  const env = {
    UPSTREAM_ONE_API_KEY: "s3cr3t-key",
    UPSTREAM_ONE_HEADERS: "x-gateway=s3cr3t-header,x-auth=Bearer s3cr3t/token,x-title=Parley",
    UPSTREAM_ONE_QUERY: "code=s3cr3t-query",
    UPSTREAM_TWO_QUERY: "code=s3cr3t-query",
  };
  await using t = await openApp(two(loud.url, "http://127.0.0.1:1/v1", env));
  const answers = [await t.ask(), await t.ask("two/any")];
  assert.deepEqual(answers.map(({ state }) => state), ["failed", "failed"]);
  const shown = `${t.lines.join("\n")}\n${JSON.stringify(answers)}`;
  assert.match(shown, /Wrong: /);
  for (const secret of secrets) {
    assert.ok(!shown.includes(secret) && !shown.includes(encodeURIComponent(secret)), secret);
  }
});
