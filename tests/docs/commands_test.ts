import assert from "node:assert/strict";
import { DatabaseSync } from "node:sqlite";
import { basename } from "node:path";
import { mysqlCommand } from "../../infra/commands/mysql_commands.ts";
import { dataFolder } from "../support/process/data_folder.ts";
import { startParley } from "../support/process/parley_process.ts";

const root = new URL("../../", import.meta.url);
const { tasks } = JSON.parse(await Deno.readTextFile(new URL("deno.json", root)));

/** A command `deno task <name> <words>` that a document shows, in a container or not. */
type Shown = { readonly place: string; readonly name: string; readonly words: readonly string[] };

const shown = (await Array.fromAsync(documents())).flatMap(([place, text]) =>
  commandsIn(place, text)
);

/** Commands of the program that end by themselves. The others have tests of their own. */
const ending = ["migrate", "token", "doctor", "backup", "restore"];

Deno.test("the documents show only tasks that exist", () => {
  assert.ok(shown.length > 20);
  for (const { place, name } of shown) assert.ok(Object.hasOwn(tasks, name), `${place}: ${name}`);
  assert.deepEqual(ending.filter((name) => !shown.some((command) => command.name === name)), []);
});

Deno.test("each command that the documents show works as it is written", async () => {
  await using data = await dataFolder();
  const run = async (args: readonly string[]) => {
    await using command = await startParley({ data: data.path, args });
    return await command.ended();
  };
  assert.equal((await run(["migrate"])).code, 0);
  addAccount(`${data.path}/parley.db`, "you@example.com");
  for (const { place, name, words } of shown) {
    if (!ending.includes(name) || words.some((word) => word.endsWith(".sql"))) continue;
    // Files are in the test's folder, and backups need a name that is free.
    const args = words.map((word) => /\.db$/.test(word) ? `${data.path}/${basename(word)}` : word);
    const file = args.find((word) => word.endsWith(".db"));
    if (file) await Deno.remove(file).catch(() => {});
    if (name === "restore") assert.equal((await run(["backup", file!])).code, 0);
    const { code, stderr } = await run([name, ...args]);
    assert.equal(code, 0, `${place}: ${name} ${words.join(" ")}: ${stderr}`);
  }
});

Deno.test("docs/scaling.md dumps and loads MySQL with the options that the program prints", async () => {
  const page = await Deno.readTextFile(new URL("docs/scaling.md", root));
  const url = new URL("mysql://parley@mysql/parley");
  const optionsOf = (command: string) => command.match(/--(?:default|single|quick|no-|set)\S*/g);
  for (const [does, tool] of [["dump", "mysqldump"], ["load", "mysql"]] as const) {
    const [, command = ""] = new RegExp(`exec ${tool} ([^']+)'`).exec(page) ?? [];
    const printed = mysqlCommand(url, false, { does, file: "parley.sql" });
    assert.deepEqual(optionsOf(command), optionsOf(printed));
  }
});

async function* documents(): AsyncIterable<[place: string, text: string]> {
  for (const folder of ["", "docs/", "docs/clients/"]) {
    for await (const { name } of Deno.readDir(new URL(folder || "./", root))) {
      if (!name.endsWith(".md") || name === "CHANGELOG.md") continue;
      const place = `${folder}${name}`;
      yield [place, await Deno.readTextFile(new URL(place, root))];
    }
  }
}

/** A command ends where its code, its line, a pipe or a substitution does. */
function commandsIn(place: string, text: string): Shown[] {
  const pattern = /\bdeno(?:@[\d.]+)?\s+task\s+(?:-q\s+)?([\w-]+)((?:[ \t]+[^\s`)|>#;]+)*)/g;
  return [...text.matchAll(pattern)].map(([, name, words]) => ({
    place,
    name: name!,
    words: words!.split(/\s+/).filter((word) => word !== "" && !word.startsWith("<")),
  })).filter(({ name, words }) =>
    // A name in a sentence, such as `deno task backup <file>`, is not a whole command.
    !(["backup", "restore", "token"].includes(name) && words.length === 0)
  );
}

function addAccount(path: string, email: string): void {
  using database = new DatabaseSync(path);
  database.prepare(
    "insert into users (id, email, name, password_hash, created_at) values ('you', ?, '', '-', 1)",
  )
    .run(email);
}
