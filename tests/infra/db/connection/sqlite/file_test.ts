import assert from "node:assert/strict";
import { sql } from "kysely";
import { openDatabase } from "../../../../../infra/db/connection/open_database.ts";
import { sqliteDatabase } from "../../../../support/databases/databases.ts";

function modeOf(path: string): string {
  return (Deno.statSync(path).mode! & 0o777).toString(8);
}

async function withFolder(run: (folder: string) => Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir({ prefix: "parley-sqlite-" });
  const umask = Deno.umask(0);
  try {
    await run(folder);
  } finally {
    Deno.umask(umask);
    await Deno.remove(folder, { recursive: true });
  }
}

Deno.test("only their owner can open a new file, the files beside it and its folder", async () => {
  await withFolder(async (folder) => {
    const path = `${folder}/data/parley.db`;
    const database = await openDatabase(`sqlite:${path}`);
    await database.migrate();
    assert.equal(modeOf(`${folder}/data`), "700");
    for (const name of ["", "-wal", "-shm"]) assert.equal(modeOf(path + name), "600", name);
    await database.close();
  });
});

Deno.test("others lose access to an existing file once it is known to be Parley's", async () => {
  await withFolder(async (folder) => {
    const path = `${folder}/parley.db`;
    const first = await openDatabase(`sqlite:${path}`);
    await first.migrate();
    for (const name of ["", "-wal", "-shm"]) await Deno.chmod(path + name, 0o644);
    const second = await openDatabase(`sqlite:${path}`);
    await second.checkSchema();
    for (const name of ["", "-wal", "-shm"]) assert.equal(modeOf(path + name), "600", name);
    await second.close();
    await first.close();
    const foreign = `${folder}/foreign.db`;
    await Deno.writeFile(foreign, new Uint8Array(), { mode: 0o644 });
    const other = await openDatabase(`sqlite:${foreign}`);
    await other.close();
    assert.equal(modeOf(foreign), "644");
  });
});

Deno.test("deleted text is overwritten in the file", async () => {
  await using database = await sqliteDatabase();
  const words = "words that must be gone";
  const row = { answer_id: "answer", position: 0, text: words.repeat(1000) };
  const path = database.url.replace("sqlite:", "");
  const contents = async () => {
    await sql`pragma wal_checkpoint(truncate)`.execute(database.db);
    return new TextDecoder("latin1").decode(await Deno.readFile(path));
  };
  await database.db.insertInto("answer_chunks").values(row).execute();
  assert.ok((await contents()).includes(words));
  await database.db.deleteFrom("answer_chunks").execute();
  assert.ok(!(await contents()).includes(words));
});
