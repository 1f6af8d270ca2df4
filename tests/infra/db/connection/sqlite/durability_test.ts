import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { DatabaseSync } from "node:sqlite";
import { AppError } from "../../../../../domain/app_error.ts";
import { openDatabase } from "../../../../../infra/db/connection/open_database.ts";
import { sqliteDatabase } from "../../../../support/databases/databases.ts";
import { canMountMemory, mountMemory } from "../../../../support/databases/memory_disk.ts";
import { runProgram } from "../../../../support/process/run_program.ts";
import { requireProgram } from "../../../../support/suite/requirements.ts";

const gcc = requireProgram("gcc");
const lacksCompiler = Deno.build.os !== "linux" || gcc.ignore || requireProgram("libc").ignore;

Deno.test("what was acknowledged survives the kill of its process", async () => {
  await using database = await sqliteDatabase();
  let count = 0;
  const acknowledged = await runUntilKilled([database.url], (process) => {
    if (++count === 300) process.kill("SIGKILL");
  });
  assert.ok(acknowledged.length >= 300);
  assertStored(database.url.replace("sqlite:", ""), acknowledged);
});

Deno.test({
  name: "what was acknowledged survives a power cut",
  ignore: lacksCompiler,
  async fn(t) {
    await using stack = new AsyncDisposableStack();
    const folder = await Deno.makeTempDir({ prefix: "parley-power-" });
    stack.defer(() => Deno.remove(folder, { recursive: true }));
    const library = `${folder}/durable_disk.so`;
    const source = new URL("../../../../support/databases/durable_disk.c", import.meta.url);
    const args = ["-shared", "-fPIC", "-o", library, fileURLToPath(source), "-ldl"];
    await runProgram(gcc.path!, { args });
    for (const last of [1, 7, 60, 150]) {
      await t.step(`after ${last} acknowledgements`, async () => {
        const disk = await makeDisk(`${folder}/${last}`);
        const acknowledged = await runUntilKilled([disk.url, disk.cut, `${last}`], () => {}, {
          LD_PRELOAD: library,
          DURABLE_FROM: disk.files,
          DURABLE_TO: disk.durable,
        });
        assert.equal(acknowledged.length, last);
        assertStored(`${disk.durable}/parley.db`, acknowledged);
      });
    }
  },
});

Deno.test({
  name: "on a full disk batches are refused as a whole, and no acknowledged one is lost",
  ignore: !canMountMemory,
  async fn() {
    await using disk = await mountMemory(4 * 1024 * 1024);
    const path = `${disk.path}/parley.db`;
    const database = await openDatabase(`sqlite:${path}`);
    await database.migrate();
    const acknowledged: string[] = [];
    const refused: unknown[] = [];
    const store = async (number: number) => {
      const halves = ["a", "b"].map((half) => ({
        sql: "insert into instances (id, beat_at) values (?, ?)",
        values: [`${number}${half}`, number],
      }));
      const text = {
        sql: "insert into answer_chunks (answer_id, position, text) values (?, 0, ?)",
        values: [`${number}`, "x".repeat(20_000)],
      };
      await database.batch([halves[0]!, text, halves[1]!]).then(
        () => void acknowledged.push(`${number}`),
        (error) => void refused.push(error),
      );
    };
    await Promise.all(Array.from({ length: 300 }, (_, number) => store(number)));
    assert.ok(acknowledged.length > 0 && refused.length > 0);
    for (const error of refused) {
      assert.ok(error instanceof AppError, String(error));
      assert.equal(error.code, "unavailable");
      assert.match(error.message, /^Cannot store this/);
    }
    await database.close();
    assert.equal(assertStored(path, acknowledged), acknowledged.length);
  },
});

/** @returns the numbers that the process printed. */
async function runUntilKilled(
  args: readonly string[],
  onAcknowledged: (process: Deno.ChildProcess) => void,
  env: Record<string, string> = {},
): Promise<string[]> {
  const script = new URL("acknowledge_process.ts", import.meta.url).href;
  const process = new Deno.Command(Deno.execPath(), {
    args: ["run", "--allow-all", "--no-check", script, ...args],
    env,
    stdout: "piped",
  }).spawn();
  let output = "";
  for await (const text of process.stdout.pipeThrough(new TextDecoderStream())) {
    output += text;
    for (const _ of text.matchAll(/\n/g)) onAcknowledged(process);
  }
  assert.equal((await process.status).signal, "SIGKILL");
  return output.split("\n").slice(0, -1);
}

/** A folder with a database, and another with what is durable of it. */
async function makeDisk(folder: string) {
  const [files, durable] = [`${folder}/files`, `${folder}/durable`];
  for (const path of [files, durable]) await Deno.mkdir(path, { recursive: true });
  const database = await openDatabase(`sqlite:${files}/parley.db`);
  await database.migrate();
  await database.close();
  await Deno.copyFile(`${files}/parley.db`, `${durable}/parley.db`);
  return { url: `sqlite:${files}/parley.db`, files, durable, cut: `${durable}/cut` };
}

/**
 * Checks that the file is sound, and has both rows of each number or none, and those of all
 * acknowledged ones.
 *
 * @returns how many numbers it has.
 */
function assertStored(path: string, acknowledged: readonly string[]): number {
  using file = new DatabaseSync(path);
  assert.deepEqual({ ...file.prepare("pragma integrity_check").get() }, { integrity_check: "ok" });
  const rows = file.prepare("select count(*) as halves, beat_at from instances group by 2").all();
  assert.deepEqual(rows.filter(({ halves }) => halves !== 2), []);
  const stored = new Set(rows.map(({ beat_at }) => `${beat_at}`));
  assert.deepEqual(acknowledged.filter((number) => !stored.has(number)), []);
  return stored.size;
}
