import { ProcessOutput } from "./process_output.ts";
import { requireProgram } from "../suite/requirements.ts";
import { SERVICE_TOKEN } from "../app/test_app.ts";
import { within } from "../suite/within.ts";

const root = new URL("../../../", import.meta.url);

/** A program that runs a process in a new terminal. */
export const terminal = requireProgram("script");

/** Options for running the terminal client. */
export type TerminalClientOptions = {
  readonly address: string;
  readonly args?: readonly string[];
  /** The service token, for `user-1`, by default. */
  readonly token?: string;
  /** Whether it gets a terminal, rather than pipes. */
  readonly isInTerminal?: boolean;
};

/** `deno task chat` as a process. Disposing it kills it. */
export type TerminalClient = AsyncDisposable & {
  readonly stdout: ProcessOutput;
  readonly stderr: ProcessOutput;
  /** Types or pipes a text. */
  send(text: string): Promise<void>;
  /** Waits for a text on standard output, after the last one waited for. */
  says(text: string): Promise<void>;
  signal(name: Deno.Signal): void;
  /** Ends its input and waits for its end. */
  ended(): Promise<{ code: number; stdout: string; stderr: string }>;
};

/** Starts the terminal client with the permissions of its task. */
export async function startTerminalClient(options: TerminalClientOptions): Promise<TerminalClient> {
  const { address, args = [], token = SERVICE_TOKEN, isInTerminal = false } = options;
  const { tasks } = JSON.parse(await Deno.readTextFile(new URL("deno.json", root)));
  const [, ...words] = tasks.chat.split(" ");
  const command = [Deno.execPath(), ...words, ...args];
  const [program, ...rest] = isInTerminal ? inTerminal(command) : command;
  const child = new Deno.Command(program!, {
    args: rest,
    cwd: root,
    env: { PARLEY_ADDRESS: address, PARLEY_TOKEN: token, PARLEY_USER: "user-1", NO_COLOR: "1" },
    stdin: "piped",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  const stdout = new ProcessOutput(child.stdout);
  const stderr = new ProcessOutput(child.stderr);
  const stdin = child.stdin.getWriter();
  const end = () => stdin.close().catch(() => {});
  let place = 0;
  return {
    stdout,
    stderr,
    send: (text) => stdin.write(new TextEncoder().encode(text)),
    async says(text) {
      place = await within(20_000, stdout.until(text, place));
    },
    signal: (name) => child.kill(name),
    async ended() {
      end();
      const [{ code }] = await within(
        20_000,
        Promise.all([child.status, stdout.done, stderr.done]),
      );
      return { code, stdout: stdout.text, stderr: stderr.text };
    },
    async [Symbol.asyncDispose]() {
      try {
        child.kill("SIGKILL");
      } catch {
        // It has already ended.
      }
      end();
      await Promise.all([child.status, stdout.done, stderr.done]);
    },
  };
}

function inTerminal(command: readonly string[]): string[] {
  const line = command.map((word) => `'${word}'`).join(" ");
  return [terminal.path!, "--quiet", "--return", "--command", line, "/dev/null"];
}
