import { fileURLToPath } from "node:url";
import type { App } from "../../../domain/app.ts";
import { startWebServer } from "../../../infra/web/web_server.ts";
import { startTestSite } from "../../routes/test_site.ts";
import type { FakeOpenAI } from "../upstream/fake_openai.ts";
import {
  type EarlyEndingServer,
  startEarlyEndingGrpc,
  startEarlyEndingWeb,
  type Streams,
} from "../http/early_ending_server.ts";
import { findBuf } from "../grpc/buf.ts";
import { startGrpcTest } from "../grpc/test_server.ts";
import { buildGo, isGoMissing } from "../grpc/go_build.ts";
import { requireProgram } from "../suite/requirements.ts";
import { runProgram } from "./run_program.ts";

/** A server for an example; the test answers as its model. */
export type ExampleStage = AsyncDisposable & {
  readonly app: App;
  readonly upstream: FakeOpenAI;
  readonly port: number;
};

/** One of the examples in `docs/clients`. */
export type ExampleClient = {
  readonly name: string;
  /** Whether a program that it needs is missing. */
  readonly ignore: boolean;
  start(): Promise<ExampleStage>;
  /** A server whose streams end before their answers. */
  startEarlyEnding(streams: Streams): EarlyEndingServer | Promise<EarlyEndingServer>;
  /**
   * Prepares the example to be run, in a folder for its files.
   *
   * @returns the command, and variables to set.
   */
  prepare(folder: string): Promise<{ command: string[]; env?: Record<string, string> }>;
};

const root = fileURLToPath(new URL("../../../", import.meta.url));
const folder = `${root}docs/clients/`;
const descriptors = `${root}proto/generated/descriptors.binpb`;
const schema = "parley/v1/chat_service.proto";

const node = requireProgram("node");
const python = requireProgram("python3-grpcio");
const protoc = requireProgram("protoc");
const pythonPlugin = requireProgram("grpc_python_plugin");
const jq = requireProgram("jq");
const curl = requireProgram("curl");
const buf = findBuf();

const overGrpc = { start: startGrpcStage, startEarlyEnding: startEarlyEndingGrpc };
const overHttp = { start: startWebStage, startEarlyEnding: startEarlyEndingWeb };

/** Examples that print only the answer, and its end to standard error. */
export const exampleClients: readonly ExampleClient[] = [
  {
    name: "node/chat.mjs",
    ignore: node.ignore,
    ...overGrpc,
    prepare: () => Promise.resolve({ command: [node.path!, `${folder}node/chat.mjs`] }),
  },
  {
    name: "python/chat.py",
    ignore: python.ignore || protoc.ignore || pythonPlugin.ignore,
    ...overGrpc,
    async prepare(made) {
      const plugin = `--plugin=protoc-gen-grpc_python=${pythonPlugin.path}`;
      await runProtoc(plugin, `--python_out=${made}`, `--grpc_python_out=${made}`);
      const env = { PYTHONPATH: made, PYTHONDONTWRITEBYTECODE: "1" };
      return { command: [python.path!, `${folder}python/chat.py`], env };
    },
  },
  {
    name: "go/main.go",
    ignore: isGoMissing || protoc.ignore,
    ...overGrpc,
    prepare: prepareGo,
  },
  {
    name: "curl/chat.sh",
    ignore: curl.ignore || jq.ignore,
    ...overHttp,
    prepare: () => Promise.resolve({ command: [`${folder}curl/chat.sh`] }),
  },
  {
    name: "buf/chat.sh",
    ignore: buf.ignore || jq.ignore,
    ...overGrpc,
    prepare: () => Promise.resolve({ command: [`${folder}buf/chat.sh`], env: { BUF: buf.path! } }),
  },
];

/** `deno task chat`, which prints for people. */
export const terminalClient: ExampleClient = {
  name: "terminal/chat.ts",
  ignore: false,
  ...overGrpc,
  async prepare() {
    const { tasks } = JSON.parse(await Deno.readTextFile(`${root}deno.json`));
    const [, ...words] = tasks.chat.split(" ");
    words[words.length - 1] = `${root}${words.at(-1)}`;
    return { command: [Deno.execPath(), ...words] };
  },
};

async function startGrpcStage(): Promise<ExampleStage> {
  const t = await startGrpcTest({ upstream: { reply: "manual" } });
  return { ...t, port: t.server.port };
}

async function startWebStage(): Promise<ExampleStage> {
  await using stack = new AsyncDisposableStack();
  const t = stack.use(await startTestSite({ upstream: { reply: "manual" } }));
  const { port, stop } = startWebServer({
    host: "127.0.0.1",
    port: 0,
    handle: (request, client) => t.routes.fetch(request, client),
  });
  stack.defer(() => stop(0));
  const owned = stack.move();
  return { ...t, port, [Symbol.asyncDispose]: () => owned.disposeAsync() };
}

/** Builds the example without its module, which would fetch packages. */
async function prepareGo(made: string) {
  const source = `${made}/src/parley.example/chat`;
  const plugins = ["protobuf/cmd/protoc-gen-go", "grpc/cmd/protoc-gen-go-grpc"];
  await buildGo(made, `${made}/`, ...plugins.map((path) => `google.golang.org/${path}`));
  await Deno.mkdir(source, { recursive: true });
  await Deno.copyFile(`${folder}go/main.go`, `${source}/main.go`);
  await runProtoc(
    ...["go", "go-grpc"].flatMap((kind) => [
      `--plugin=${made}/protoc-gen-${kind}`,
      `--${kind}_out=${source}`,
      `--${kind}_opt=M${schema}=./parleyv1`,
    ]),
  );
  await buildGo(made, `${made}/chat`, "parley.example/chat");
  return { command: [`${made}/chat`] };
}

async function runProtoc(...args: string[]): Promise<void> {
  await runProgram(protoc.path!, { args: [`--descriptor_set_in=${descriptors}`, ...args, schema] });
}
