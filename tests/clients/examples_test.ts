import assert from "node:assert/strict";
import type { App } from "../../domain/app.ts";
import { exampleClients } from "../support/example_clients.ts";
import { startFaultProxy } from "../support/fault_proxy.ts";
import { ProcessOutput } from "../support/process_output.ts";
import { within } from "../support/within.ts";

for (const { name, ignore, start, prepare } of exampleClients) {
  Deno.test({
    name: `docs/clients/${name} prints an answer whose connection is cut, and tells of an error`,
    ignore,
    async fn() {
      await using stage = await start();
      await using proxy = startFaultProxy(stage.port);
      await using made = await temporaryFolder();
      const example = await prepare(made.path);
      const place = `127.0.0.1:${proxy.port}`;
      const env = { ...example.env, PARLEY_ADDRESS: place, PARLEY_URL: `http://${place}` };
      const ask = (token: string) =>
        startExample([...example.command, "Where", "to?"], { ...env, PARLEY_TOKEN: token });

      await using client = ask(await createToken(stage.app));
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

      await using refused = ask("wrong");
      const end = await refused.ended();
      assert.notEqual(end.code, 0);
      assert.match(end.stderr, /unauthenticated/i);
      assert.equal(end.stdout, "");
    },
  });
}

/** An API token of a new account. */
async function createToken(app: App): Promise<string> {
  const [email, password] = ["owner@example.com", "a long and rare pass phrase"];
  await app.signUp({ name: "Owner", email, password, client: "127.0.0.1" });
  return (await app.createApiToken({ email, name: "example" })).token;
}

function startExample([program, ...args]: string[], env: Record<string, string>) {
  const options = { args, env, stdout: "piped", stderr: "piped" } as const;
  const child = new Deno.Command(program!, options).spawn();
  const [stdout, stderr] = [new ProcessOutput(child.stdout), new ProcessOutput(child.stderr)];
  const ended = Promise.all([child.status, stdout.done, stderr.done]);
  return {
    stdout,
    async ended() {
      const [{ code }] = await within(20_000, ended);
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

async function temporaryFolder() {
  const path = await Deno.makeTempDir({ prefix: "parley-example-" });
  return { path, [Symbol.asyncDispose]: () => Deno.remove(path, { recursive: true }) };
}
