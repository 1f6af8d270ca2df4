/** A script of the bench in a separate process, with lines as messages. */
export type ScriptProcess = AsyncDisposable & {
  readonly pid: number;
  /** The next line it writes. @throws {Error} when it ends instead. */
  readLine(): Promise<string>;
  writeLine(line: string): Promise<void>;
};

/**
 * Starts a script with all permissions.
 *
 * @param name Its path from this folder.
 * @param flags Further options of `deno run`.
 */
export function startScript(
  name: string,
  args: readonly string[] = [],
  flags: readonly string[] = [],
): ScriptProcess {
  const script = new URL(name, import.meta.url).pathname;
  const child = new Deno.Command(Deno.execPath(), {
    args: ["run", "--no-check", "--allow-all", ...flags, script, ...args],
    stdin: "piped",
    stdout: "piped",
  }).spawn();
  const reader = child.stdout.pipeThrough(new TextDecoderStream()).getReader();
  const writer = child.stdin.getWriter();
  const encoder = new TextEncoder();
  let text = "";
  return {
    pid: child.pid,
    async readLine() {
      for (;;) {
        const end = text.indexOf("\n");
        if (end >= 0) {
          const line = text.slice(0, end);
          text = text.slice(end + 1);
          return line;
        }
        const { done, value } = await reader.read();
        if (done) throw new Error(`${name} ended`);
        text += value;
      }
    },
    writeLine: (line) => writer.write(encoder.encode(`${line}\n`)),
    async [Symbol.asyncDispose]() {
      child.kill();
      await Promise.all([reader.cancel(), writer.abort(), child.status]);
    },
  };
}
