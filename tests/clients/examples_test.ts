import assert from "node:assert/strict";
import type { AnswerKey } from "../../domain/chats/message.ts";
import type { App } from "../../domain/app.ts";
import type { FakeExchange } from "../support/upstream/fake_openai.ts";
import {
  type ExampleClient,
  exampleClients,
  type ExampleStage,
  terminalClient,
} from "../support/process/example_clients.ts";
import { startFaultProxy } from "../support/databases/fault_proxy.ts";
import { ProcessOutput } from "../support/process/process_output.ts";
import { within } from "../support/suite/within.ts";

const root = new URL("../../", import.meta.url);
const allClients = [...exampleClients, terminalClient];
const made = await Deno.makeTempDir({ prefix: "parley-examples-" });

Deno.test.afterAll(() => Deno.remove(made, { recursive: true }));

for (const example of exampleClients) {
  Deno.test({
    name:
      `docs/clients/${example.name} prints an answer whose connection is cut, and tells of an error`,
    ignore: example.ignore,
    async fn() {
      await using stage = await example.start();
      await using proxy = startFaultProxy(stage.port);
      const { apiToken } = await createApiToken(stage.app);
      await using client = await startExample(example, { port: proxy.port, token: apiToken });
      const exchange = await within(20_000, stage.upstream.next());
      assert.equal(exchange.request.body.messages.at(-1)?.content, "Where to?");
      await exchange.text("One ");
      await exchange.text("two ");
      await within(20_000, client.stdout.until("One two "));
      proxy.cut();
      await exchange.text("three ");
      await within(20_000, client.stdout.until("three "));
      await exchange.text("🎈");
      await exchange.complete();
      const { code, stdout, stderr } = await client.ended();
      assert.equal(stdout, "One two three 🎈", stderr);
      assert.match(stderr, /complete/i);
      assert.equal(code, 0);
      assert.equal(stage.upstream.requests.length, 1);

      await using refused = await startExample(example, { port: proxy.port, token: "wrong" });
      const end = await refused.ended();
      assert.equal(end.code, 1, end.stderr);
      assert.match(end.stderr, /unauthenticated/i);
      assert.equal(end.stdout, "");
    },
  });
}

/** Ends an answer of which the client has some text. */
type Ending = (
  stage: ExampleStage,
  answer: AnswerKey & { readonly exchange: FakeExchange },
) => Promise<void> | void;

/** The ends of an answer, by the exit codes of docs/clients/README.md. */
const endings: readonly (readonly [code: number, says: RegExp, end: Ending])[] = [
  [0, /complete|^$/i, (_, { exchange }) => exchange.complete()],
  [3, /failed/i, (_, { exchange }) => exchange.reset()],
  [6, /length|token limit/i, (_, { exchange }) => exchange.complete("length")],
  [6, /unknown/i, (_, { exchange }) => exchange.complete("compute_limit")],
  [
    5,
    /stopped/i,
    ({ app }, { userId, chatId, answerId }) => app.stopAnswer({ userId, chatId, answerId }),
  ],
  // Last, since the server starts no more answers afterwards.
  [4, /interrupted|broken off/i, ({ app }) => app.shutdown(0)],
];

for (const example of allClients) {
  Deno.test({
    name: `docs/clients/${example.name} exits with the code of the answer's end`,
    ignore: example.ignore,
    async fn() {
      await using stage = await example.start();
      const { userId, apiToken } = await createApiToken(stage.app);
      for (const [expected, says, bringAbout] of endings) {
        await using client = await startExample(example, { port: stage.port, token: apiToken });
        const exchange = await within(20_000, stage.upstream.next());
        await exchange.text("Half ");
        await exchange.text("of it");
        await within(20_000, client.stdout.until("Half"));
        const [chat] = await stage.app.listChats(userId, { limit: 1 });
        const { id: chatId, activeLeaf: answerId } = chat!;
        await bringAbout(stage, { userId, chatId, answerId, exchange });
        const { code, stdout, stderr } = await client.ended();
        assert.equal(code, expected, stderr);
        assert.equal(stdout.trimEnd(), "Half of it");
        assert.match(stderr, says);
      }
    },
  });

  Deno.test({
    name: `docs/clients/${example.name} reads on when a stream ends before the answer`,
    ignore: example.ignore,
    async fn() {
      await using server = await example.startEarlyEnding([
        [{ delta: { text: "One ", position: 4 } }],
        [],
        [{ delta: { text: "two ", position: 8 } }],
        [{ delta: { text: "three", position: 13 } }, { ended: true }],
      ]);
      await using client = await startExample(example, { port: server.port, token: "any" });
      const { code, stdout, stderr } = await client.ended();
      assert.equal(stdout.trimEnd(), "One two three", stderr);
      assert.equal(code, 0);
    },
  });
}

Deno.test("no client takes an answer without an end for a complete one", async () => {
  const some = exampleClients.filter(({ ignore }) => !ignore);
  const ends = some.map(async (example) => {
    await using server = await example.startEarlyEnding([[{
      delta: { text: "One", position: 3 },
    }]]);
    await using client = await startExample(example, { port: server.port, token: "any" });
    const { code, stdout, stderr } = await client.ended();
    assert.equal(stdout, "One", `${example.name} ${stderr}`);
    assert.equal(code, 7, `${example.name} ${stderr}`);
  });
  await Promise.all(ends);
});

/** An API token of a new account. */
async function createApiToken(app: App): Promise<{ userId: string; apiToken: string }> {
  const [email, password] = ["owner@example.com", "a long and rare pass phrase"];
  const { user } = await app.signUp({ name: "Owner", email, password, client: "127.0.0.1" });
  const { apiToken } = await app.createApiToken({ email, name: "example" });
  return { userId: user.id, apiToken };
}

const preparations = new Map<ExampleClient, ReturnType<ExampleClient["prepare"]>>();

/** Prepares a client, once. */
function prepared(example: ExampleClient): ReturnType<ExampleClient["prepare"]> {
  return preparations.getOrInsertComputed(example, async () => {
    const folder = `${made}/${example.name.replace("/", "-")}`;
    await Deno.mkdir(folder);
    return await example.prepare(folder);
  });
}

async function startExample(example: ExampleClient, place: { port: number; token: string }) {
  const { command: [program, ...words], env: others } = await prepared(example);
  const args = [...words, "Where", "to?"];
  const address = `127.0.0.1:${place.port}`;
  const env = {
    ...others,
    PARLEY_ADDRESS: address,
    PARLEY_URL: `http://${address}`,
    PARLEY_TOKEN: place.token,
    NO_COLOR: "1",
  };
  const options = { args, env, cwd: root, stdout: "piped", stderr: "piped" } as const;
  const child = new Deno.Command(program!, options).spawn();
  const [stdout, stderr] = [new ProcessOutput(child.stdout), new ProcessOutput(child.stderr)];
  const ended = Promise.all([child.status, stdout.done, stderr.done]);
  return {
    stdout,
    async ended() {
      const [{ code }] = await within(60_000, ended);
      return { code, stdout: stdout.text, stderr: stderr.text };
    },
    async [Symbol.asyncDispose]() {
      try {
        child.kill("SIGKILL");
      } catch {
        // It has ended by itself.
      }
      await ended;
    },
  };
}
