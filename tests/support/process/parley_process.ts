import { fileURLToPath } from "node:url";
import { variableNames } from "../../../infra/config/variables.ts";
import { ProcessOutput } from "./process_output.ts";

/** The source tree of this file. */
const ownRoot = new URL("../../../", import.meta.url);

/** Parley in a separate process, started like the start task. Disposing it kills the process. */
export type ParleyProcess = AsyncDisposable & {
  readonly pid: number;
  /** Waits for a line of the log with this text; fails when the process ends without it. */
  logged(text: string): Promise<string>;
  /** Waits until it serves pages. @returns `http://host:port`. */
  origin(): Promise<string>;
  /** Waits until it serves gRPC. @returns `host:port`. */
  grpcAddress(): Promise<string>;
  /** Sends the signal, which the process may catch. */
  signal(name: Deno.Signal): void;
  /** Waits for its end. @returns its exit code and output. */
  ended(): Promise<{ code: number; stdout: string; stderr: string }>;
};

/** What to run. */
export type ParleyProcessOptions = {
  /** The folder to use in place of `data/`. */
  readonly data: string;
  /** Variables to set. All others that Parley reads are empty, also those of this machine. */
  readonly env?: Readonly<Record<string, string>>;
  /** Contents of `.env`, which is then in the data folder, from where the process is started. */
  readonly envFile?: string | Uint8Array<ArrayBuffer>;
  /** Command and its options; by default the server. */
  readonly args?: readonly string[];
  /** The source tree to run, with an installed `node_modules`; by default this one. */
  readonly root?: URL;
  /** Further options of `deno run`. */
  readonly flags?: readonly string[];
};

/** Starts Parley with the permissions of the command's task, but another data folder. */
export async function startParley(options: ParleyProcessOptions): Promise<ParleyProcess> {
  const { data, env = {}, envFile, args = ["start"], root = ownRoot, flags = [] } = options;
  if (envFile !== undefined) await Deno.writeFile(`${data}/.env`, bytesOf(envFile));
  const { tasks, permissions } = JSON.parse(await Deno.readTextFile(new URL("deno.json", root)));
  const task = Object.hasOwn(tasks, args[0]!) ? args[0]! : "start";
  const taskFlags = tasks[task].split(" ").filter((word: string) => word.startsWith("-"));
  const readable = permissions.default.read.map((path: string) =>
    path === "data" ? data : fileURLToPath(new URL(path, root))
  );
  const named = new TextDecoder().decode(bytesOf(envFile ?? ""));
  // The environment would win over the file.
  const others = variableNames.filter((name) => !named.includes(`${name}=`));
  const defaults = Object.fromEntries(others.map((name) => [name, ""]));
  const usual = { WEB_SERVER_PORT: "0", GRPC_SERVER_PORT: "0", AUTO_TITLES: "off" };
  const reach = taskFlags.includes("--allow-write")
    ? []
    : [`--allow-read=${readable}`, `--allow-write=${data}`];
  const child = new Deno.Command(Deno.execPath(), {
    args: [
      ...["run", ...taskFlags, ...flags, ...reach],
      ...[fileURLToPath(new URL("main.ts", root)), ...args],
    ],
    cwd: envFile === undefined ? root : data,
    env: { ...defaults, ...usual, DATABASE_URL: `sqlite:${data}/parley.db`, ...env },
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  const stdout = new ProcessOutput(child.stdout);
  const stderr = new ProcessOutput(child.stderr);
  const place = async (what: string) => {
    const { message } = JSON.parse(await stdout.line(`${what} at `));
    return message.replace(`${what} at `, "").replace(" (TLS)", "");
  };
  return {
    pid: child.pid,
    logged: (text) => stdout.line(text),
    origin: () => place("Pages"),
    grpcAddress: () => place("gRPC"),
    signal: (name) => child.kill(name),
    async ended() {
      const [{ code }] = await Promise.all([child.status, stdout.done, stderr.done]);
      return { code, stdout: stdout.text, stderr: stderr.text };
    },
    async [Symbol.asyncDispose]() {
      try {
        child.kill("SIGKILL");
      } catch {
        // It has already ended.
      }
      await Promise.all([child.status, stdout.done, stderr.done]);
    },
  };
}

function bytesOf(text: string | Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> {
  return typeof text === "string" ? new TextEncoder().encode(text) : text;
}
