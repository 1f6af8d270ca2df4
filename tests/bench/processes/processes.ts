import { startParley } from "../../support/process/parley_process.ts";
import { SERVICE_TOKEN } from "../load/ask_grpc.ts";
import { startScript } from "./script_process.ts";

/** A server in a separate process. */
export type BenchServer = AsyncDisposable & {
  /** `http://host:port` */
  readonly origin: string;
  readonly pid: number;
};

/** Parley, and where it serves gRPC: `host:port`. */
export type BenchParley = BenchServer & { readonly grpcAddress: string };

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
  /** Further options of `deno run`. */
  readonly flags?: readonly string[];
};

/** No limit on what one user may do, as few users stand for many here. */
const NO_LIMIT = "1000000";

/** Starts a script that prints its port. @param args The script's arguments. */
export async function startServer(name: string, ...args: string[]): Promise<BenchServer> {
  const script = startScript(name, args);
  const port = await script.readLine();
  return {
    origin: `http://127.0.0.1:${port}`,
    pid: script.pid,
    [Symbol.asyncDispose]: () => script[Symbol.asyncDispose](),
  };
}

/** Starts Parley as the start task does, by default on a SQLite file in its data folder. */
export async function startBenchParley(options: BenchParleyOptions): Promise<BenchParley> {
  const { data, upstream, env, root, flags } = options;
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
    pid: parley.pid,
    [Symbol.asyncDispose]: () => parley[Symbol.asyncDispose](),
  };
}
