import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { SERVICE_TOKEN, startGrpcTest } from "../support/grpc/test_server.ts";
import { ProcessOutput } from "../support/process/process_output.ts";
import { requireProgram } from "../support/suite/requirements.ts";
import { runProgram } from "../support/process/run_program.ts";
import { within } from "../support/suite/within.ts";

const python = requireProgram("python3-grpcio");
const protoc = requireProgram("protoc");
const plugin = requireProgram("grpc_python_plugin");

Deno.test({
  name: "a client of the predecessor that retries, and a second one, get the same answer",
  ignore: python.ignore || protoc.ignore || plugin.ignore,
  async fn() {
    await using t = await startGrpcTest({ upstream: { reply: "manual" } });
    const stubs = await makeStubs();
    const ask = (...args: string[]) => {
      const script = fileURLToPath(new URL("./predecessor.py", import.meta.url));
      const child = new Deno.Command(python.path!, {
        args: [script, t.address, SERVICE_TOKEN, "2", "user-1", "Where to?", ...args],
        env: { PYTHONPATH: stubs, PYTHONDONTWRITEBYTECODE: "1" },
        stdout: "piped",
        stderr: "inherit",
      }).spawn();
      const output = new ProcessOutput(child.stdout);
      return { output, ended: Promise.all([child.status, output.done]) };
    };
    const first = ask();
    const failing = await within(20_000, t.upstream.next());
    await failing.text("Half");
    const [chatId] = JSON.parse(await within(20_000, first.output.line("Half")));
    failing.reset();
    const exchange = await within(20_000, t.upstream.next());
    const second = ask(chatId);
    await exchange.text("All ");
    await within(20_000, second.output.line("All "));
    await exchange.text("of it");
    await exchange.complete();
    await within(20_000, Promise.all([first.ended, second.ended]));
    for (const { output } of [first, second]) {
      const [answer, status] = output.text.trimEnd().split("\n").slice(-2);
      assert.deepEqual(JSON.parse(answer!), [chatId, "All of it"]);
      assert.equal(status, "OK");
    }
    const { messages } = await t.app.listMessages({ userId: "user-1", chatId, limit: 9 });
    assert.deepEqual(messages.map(({ content }) => content), ["Where to?", "All of it"]);
    assert.equal(t.upstream.requests.length, 2);
    await Deno.remove(stubs, { recursive: true });
  },
});

/** The stubs of `pb.ChatService`, in a temporary folder. */
async function makeStubs(): Promise<string> {
  const folder = await Deno.makeTempDir({ prefix: "parley-predecessor-" });
  const proto = fileURLToPath(new URL("../../proto/", import.meta.url));
  const outputs = [`--python_out=${folder}`, `--grpc_python_out=${folder}`];
  const args = [`--plugin=protoc-gen-grpc_python=${plugin.path}`, `-I${proto}`, ...outputs];
  await runProgram(protoc.path!, { args: [...args, "chat.proto"] });
  return folder;
}
