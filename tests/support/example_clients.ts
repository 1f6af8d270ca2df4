import { fileURLToPath } from "node:url";
import type { App } from "../../domain/app.ts";
import { startWebServer } from "../../infra/web_server.ts";
import { startTestSite } from "../routes/test_site.ts";
import type { FakeOpenAI } from "./fake_openai.ts";
import { findBuf } from "./grpc_buf.ts";
import { startGrpcTest } from "./grpc_test_server.ts";
import { requireProgram } from "./requirements.ts";

/** A server that an example talks to; the upstream leaves its answers to the test. */
export type ExampleStage = AsyncDisposable & {
  readonly app: App;
  readonly upstream: FakeOpenAI;
  readonly port: number;
};

/** One of the examples in `docs/clients`. */
export type ExampleClient = {
  readonly name: string;
  /** Whether what it needs is missing. */
  readonly ignore: boolean;
  start(): Promise<ExampleStage>;
  /**
   * Makes it ready to be run, in a folder for whatever is made.
   *
   * @returns the command, and variables to set.
   */
  prepare(folder: string): Promise<{ command: string[]; env?: Record<string, string> }>;
};

const folder = fileURLToPath(new URL("../../docs/clients/", import.meta.url));
const descriptors = fileURLToPath(new URL("../../proto/descriptors.binpb", import.meta.url));
const schema = "parley/v1/chat_service.proto";

const node = requireProgram("node");
const python = requireProgram("python3-grpcio");
const protoc = requireProgram("protoc");
const pythonPlugin = requireProgram("grpc_python_plugin");
const jq = requireProgram("jq");
const curl = requireProgram("curl");
const buf = findBuf();
const gocode = findGocode();

/** All of them. */
export const exampleClients: readonly ExampleClient[] = [
  {
    name: "node/chat.mjs",
    ignore: node.ignore,
    start: startGrpcStage,
    prepare: () => Promise.resolve({ command: [node.path!, `${folder}node/chat.mjs`] }),
  },
  {
    name: "python/chat.py",
    ignore: python.ignore || protoc.ignore || pythonPlugin.ignore,
    start: startGrpcStage,
    async prepare(made) {
      const plugin = `--plugin=protoc-gen-grpc_python=${pythonPlugin.path}`;
      await runProtoc(plugin, `--python_out=${made}`, `--grpc_python_out=${made}`);
      const env = { PYTHONPATH: made, PYTHONDONTWRITEBYTECODE: "1" };
      return { command: [python.path!, `${folder}python/chat.py`], env };
    },
  },
  {
    name: "go/main.go",
    ignore: gocode === null || protoc.ignore,
    start: startGrpcStage,
    prepare: buildGo,
  },
  {
    name: "curl/chat.sh",
    ignore: curl.ignore || jq.ignore,
    start: startWebStage,
    prepare: () => Promise.resolve({ command: [`${folder}curl/chat.sh`] }),
  },
  {
    name: "buf/chat.sh",
    ignore: buf.ignore || jq.ignore,
    start: startGrpcStage,
    prepare: () => Promise.resolve({ command: [`${folder}buf/chat.sh`], env: { BUF: buf.path! } }),
  },
];

async function startGrpcStage(): Promise<ExampleStage> {
  const t = await startGrpcTest({ upstream: { reply: "manual" } });
  return { ...t, port: t.server.port };
}

async function startWebStage(): Promise<ExampleStage> {
  await using stack = new AsyncDisposableStack();
  const t = stack.use(await startTestSite({ upstream: { reply: "manual" } }));
  const { port, stop } = startWebServer({
    ...{ host: "127.0.0.1", port: 0 },
    handle: (request, clientAddress) => t.routes.fetch(request, { clientAddress }),
  });
  stack.defer(() => stop(0));
  const owned = stack.move();
  return { ...t, port, [Symbol.asyncDispose]: () => owned.disposeAsync() };
}

/** Debian's folder of Go packages, where there is Go with a gRPC that is new enough. */
function findGocode(): string | null {
  const places = [...(Deno.env.get("GOPATH") ?? "").split(":"), "/usr/share/gocode"];
  const hasGrpc = (place: string) =>
    exists(`${place}/src/google.golang.org/grpc/credentials/insecure`);
  return exists("/usr/bin/go") && places.some(hasGrpc) ? places.join(":") : null;
}

function exists(path: string): boolean {
  try {
    return Deno.statSync(path) !== null;
  } catch {
    return false;
  }
}

/** Builds the example from packages that are at hand, without its module, which would fetch others. */
async function buildGo(made: string) {
  const source = `${made}/src/parley.example/chat`;
  const env = { GO111MODULE: "off", GOPATH: `${made}:${gocode}` };
  const plugins = ["protobuf/cmd/protoc-gen-go", "grpc/cmd/protoc-gen-go-grpc"];
  await run("/usr/bin/go", {
    args: ["build", "-o", `${made}/`, ...plugins.map((path) => `google.golang.org/${path}`)],
    ...{ cwd: made, env },
  });
  await Deno.mkdir(source, { recursive: true });
  await Deno.copyFile(`${folder}go/main.go`, `${source}/main.go`);
  await runProtoc(
    ...["go", "go-grpc"].flatMap((kind) => [
      `--plugin=${made}/protoc-gen-${kind}`,
      `--${kind}_out=${source}`,
      `--${kind}_opt=M${schema}=./parleyv1`,
    ]),
  );
  await run("/usr/bin/go", { args: ["build", "-o", `${made}/chat`, "."], cwd: source, env });
  return { command: [`${made}/chat`] };
}

async function runProtoc(...args: string[]): Promise<void> {
  await run(protoc.path!, { args: [`--descriptor_set_in=${descriptors}`, ...args, schema] });
}

async function run(program: string, options: Deno.CommandOptions): Promise<void> {
  const { success, stderr } = await new Deno.Command(program, options).output();
  if (!success) throw new Error(`${program} failed: ${new TextDecoder().decode(stderr)}`);
}
