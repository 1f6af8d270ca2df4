import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { findBuf } from "./support/grpc/buf.ts";
import { runProgram } from "./support/process/run_program.ts";

const root = fileURLToPath(new URL("../", import.meta.url));
const denoJson = JSON.parse(await Deno.readTextFile(`${root}deno.json`));
const [typesCommand, ...descriptorCommands]: string[] = denoJson.tasks.proto.split(" && ");

Deno.test("infra/grpc/generated is what `deno task proto` makes of the contracts", async () => {
  await assertCurrent("infra/grpc/generated", [typesCommand!]);
});

Deno.test({
  name: "proto/generated is what `deno task proto` makes of the contracts",
  ignore: findBuf().ignore,
  fn: () => assertCurrent("proto/generated", descriptorCommands),
});

Deno.test("generated files are in folders of this name, which are neither formatted nor linted", async () => {
  assert.ok(denoJson.exclude.includes("**/generated"));
  const attributes = await Deno.readTextFile(`${root}.gitattributes`);
  assert.match(attributes, /^\*\*\/generated\/\*\* linguist-generated$/m);
});

/** Runs commands of a task with another folder for their output, and compares the two. */
async function assertCurrent(folder: string, commands: readonly string[]): Promise<void> {
  const made = await Deno.makeTempDir({ prefix: "parley-generated-" });
  try {
    for (const command of commands) {
      assert.ok(command.includes(folder), command);
      const args = ["task", "--eval", command.replace(folder, made)];
      await runProgram(Deno.execPath(), { args, cwd: root });
    }
    assert.deepEqual(await readFiles(`${root}${folder}`), await readFiles(made));
  } finally {
    await Deno.remove(made, { recursive: true });
  }
}

/** Contents by path, with one character for each byte. */
async function readFiles(folder: string): Promise<Record<string, string>> {
  const files: Record<string, string> = {};
  for await (const { name, isDirectory } of Deno.readDir(folder)) {
    const path = `${folder}/${name}`;
    if (isDirectory) {
      const inner = Object.entries(await readFiles(path));
      for (const [key, content] of inner) files[`${name}/${key}`] = content;
    } else {
      files[name] = new TextDecoder("latin1").decode(await Deno.readFile(path));
    }
  }
  return files;
}
