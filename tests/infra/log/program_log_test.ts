import assert from "node:assert/strict";

const script = new URL("log_process.ts", import.meta.url).href;

const ends = [
  ["by itself", ["The last line"]],
  ["on SIGTERM", ["The last line", "Stopping"]],
  ["by exit", ["The last line"]],
  ["by an uncaught error", ["The last line"]],
  ["by an unhandled rejection", ["The last line"]],
  ["by SIGKILL after an error", ["The last line", "Something is wrong"]],
] as const;

for (const [end, messages] of ends) {
  Deno.test(`createServerLog() has written all lines when the process ends ${end}`, async () => {
    const args = ["run", "--no-check", "--allow-all", script, end];
    const { stdout } = await new Deno.Command(Deno.execPath(), { args }).output();
    const lines = new TextDecoder().decode(stdout).trimEnd().split("\n");
    assert.deepEqual(lines.map((line) => JSON.parse(line).message), messages);
  });
}
