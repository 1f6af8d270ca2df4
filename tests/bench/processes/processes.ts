import { startParley } from "../../support/process/parley_process.ts";
import { SERVICE_TOKEN } from "../load/ask_grpc.ts";
import { type ScriptProcess, startScript } from "./script_process.ts";

/** A server in a separate process. */
export type BenchServer = AsyncDisposable & {
  /** `http://host:port` */
  readonly origin: string;
  readonly pid: number;
};

/** Parley. */
export type BenchParley = BenchServer & {
  /** Where it serves gRPC: `host:port`. */
  readonly grpcAddress: string;
  /** Where it tells its pauses, if it was started with a probe. */
  readonly probe: string | null;
};

/** How to start Parley. */
export type BenchParleyOptions = {
  /** Its data folder. */
  readonly data: string;
  /** The model's server. */
  readonly upstream: string;
  /** Further variables. */
  readonly env?: Readonly<Record<string, string>>;
  /** The source tree to run, by default this one. */
  readonly root?: URL;
  /** Whether to measure the pauses of its event loop. */
  readonly isProbed?: boolean;
};

/** No limit on what one user may do, as few users stand for many here. */
const NO_LIMIT = "1000000";

/** The option of `deno run` for `pause_probe.ts`. */
const PROBE = `--preload=${new URL("pause_probe.ts", import.meta.url).pathname}`;

/** Starts a script that prints its port. @param args The script's arguments. */
export async function startServer(name: string, ...args: string[]): Promise<BenchServer> {
  return await serverOf(startScript(name, args));
}

async function serverOf(script: ScriptProcess): Promise<BenchServer> {
  const port = await script.readLine();
  return {
    origin: `http://127.0.0.1:${port}`,
    pid: script.pid,
    [Symbol.asyncDispose]: () => script[Symbol.asyncDispose](),
  };
}

/** Starts the relay that parses events, with a probe. */
export async function startProbedRelay(upstream: string): Promise<BenchServer & { probe: string }> {
  const script = startScript("bare_relay.ts", [upstream, "parse"], [PROBE]);
  const probe = await script.readLine();
  return { ...await serverOf(script), probe };
}

/** Starts Parley as the start task does, by default on a SQLite file in its data folder. */
export async function startBenchParley(options: BenchParleyOptions): Promise<BenchParley> {
  const { data, upstream, env, root, isProbed = false } = options;
  const flags = isProbed ? [PROBE] : [];
  const settings = {
    OPENAI_BASE_URL: upstream,
    MODEL: "fake-model",
    AUTH_TOKEN: SERVICE_TOKEN,
    SENDS_PER_MINUTE: NO_LIMIT,
    SIGN_INS_PER_MINUTE: NO_LIMIT,
    ANSWERS_PER_USER: NO_LIMIT,
    STORAGE_PER_USER: "off",
    STREAMS_PER_USER: NO_LIMIT,
  };
  const parley = await startParley({ data, env: { ...settings, ...env }, root, flags });
  return {
    origin: await parley.origin(),
    grpcAddress: await parley.grpcAddress(),
    probe: isProbed ? await parley.logged("http://") : null,
    pid: parley.pid,
    [Symbol.asyncDispose]: () => parley[Symbol.asyncDispose](),
  };
}
