import assert from "node:assert/strict";
import { DatabaseSync } from "node:sqlite";
import { dataFolder } from "../../support/process/data_folder.ts";
import { startParley } from "../../support/process/parley_process.ts";

/** Runs a command to its end. */
async function run(data: string, ...args: string[]) {
  await using command = await startParley({ data, args });
  const { code, stdout, stderr } = await command.ended();
  return { code, stdout, stderr };
}

/** Makes accounts one after the other, until it is told to stop. @returns how many. */
async function signUpUntil(origin: string, signal: AbortSignal): Promise<number> {
  let count = 0;
  for (; !signal.aborted; count++) await signUp(origin, `user${count}@example.com`);
  return count;
}

async function signUp(origin: string, email: string): Promise<void> {
  const body = new URLSearchParams({ name: "A", email, password: "a long secret" });
  const init = { method: "POST", headers: { origin }, body, redirect: "manual" as const };
  const response = await fetch(`${origin}/sign-up`, init);
  await response.body?.cancel();
  assert.equal(response.status, 303);
}

function emailsIn(path: string): unknown[] {
  using database = new DatabaseSync(path, { readOnly: true });
  return database.prepare("select email from users order by id").all().map(({ email }) => email);
}

Deno.test("main.ts backup copies a database that is written to, and restore puts it back", async () => {
  await using data = await dataFolder();
  await using elsewhere = await dataFolder();
  const file = `${elsewhere.path}/backup.db`;
  const path = `${data.path}/parley.db`;
  await using parley = await startParley({
    data: data.path,
    env: { SIGN_INS_PER_MINUTE: "1000000" },
  });
  const origin = await parley.origin();
  await signUp(origin, "first@example.com");
  const end = new AbortController();
  const signedUp = signUpUntil(origin, end.signal);
  const made = await run(data.path, "backup", file);
  end.abort();
  const count = await signedUp;
  assert.deepEqual([made.code, made.stderr], [0, ""]);
  assert.match(
    made.stdout,
    /^Backed up .*parley\.db to \/.*backup\.db, opened it and checked it: \d+ /,
  );
  const copied = emailsIn(file);
  assert.equal(copied[0], "first@example.com");
  assert.ok(copied.length <= count + 1);
  assert.equal((await Deno.stat(file)).mode! & 0o777, 0o600);
  assert.deepEqual([...Deno.readDirSync(elsewhere.path)].map(({ name }) => name), ["backup.db"]);

  await signUp(origin, "late@example.com");
  const refused = await run(data.path, "restore", file);
  assert.equal(refused.code, 1);
  assert.match(
    refused.stderr,
    /^Cannot restore .*: a program has .*parley\.db open; stop Parley first\n$/,
  );
  assert.ok(emailsIn(path).includes("late@example.com"));
  // A crash leaves a write-ahead log behind, which belongs to the former database.
  parley.signal("SIGKILL");
  await parley.ended();
  const restored = await run(data.path, "restore", file);
  assert.deepEqual([restored.code, restored.stderr], [0, ""]);
  assert.deepEqual(emailsIn(path), copied);
  const [, former] = /^The former database is (.*)$/m.exec(restored.stdout)!;
  assert.ok(emailsIn(former!).includes("late@example.com"));
  await using again = await startParley({ data: data.path });
  const ready = await fetch(`${await again.origin()}/readyz`);
  assert.equal(ready.status, 200);
  await ready.body?.cancel();
});

Deno.test("main.ts backup keeps an existing file, and says that there is no database", async () => {
  await using data = await dataFolder();
  const missing = await run(data.path, "backup", `${data.path}/backup.db`);
  assert.equal(missing.code, 1);
  assert.match(missing.stderr, /^Cannot back up .*parley\.db: there is no such file\n$/);
  assert.deepEqual([...Deno.readDirSync(data.path)], []);
  assert.equal((await run(data.path, "migrate")).code, 0);
  await Deno.writeTextFile(`${data.path}/backup.db`, "mine");
  const kept = await run(data.path, "backup", `${data.path}/backup.db`);
  assert.equal(kept.code, 1);
  assert.match(kept.stderr, /^Cannot back up to .*backup\.db: it exists already\n$/);
  assert.equal(await Deno.readTextFile(`${data.path}/backup.db`), "mine");
});

Deno.test("main.ts restore refuses what it can't use, and changes nothing", async () => {
  await using data = await dataFolder();
  const path = `${data.path}/parley.db`;
  assert.equal((await run(data.path, "migrate")).code, 0);
  const file = (name: string, change: (database: DatabaseSync) => void) => {
    Deno.copyFileSync(path, `${data.path}/${name}`);
    using database = new DatabaseSync(`${data.path}/${name}`);
    change(database);
  };
  file(
    "newer.db",
    (it) => it.exec("insert into schema_migrations values (999, '0999_later', '', 1, 1)"),
  );
  file("other.db", (it) => it.exec("drop table schema_migrations"));
  await Deno.writeTextFile(`${data.path}/text.db`, "no database at all, but a text\n".repeat(99));
  const damaged = await Deno.readFile(path);
  damaged.fill(7, 8192, damaged.length - 4096);
  await Deno.writeFile(`${data.path}/damaged.db`, damaged);
  const before = await Deno.readFile(path);
  const names = () => [...Deno.readDirSync(data.path)].map(({ name }) => name).sort();
  const files = names();
  const cases: [name: string, reason: RegExp][] = [
    ["newer.db", /it has migration 0999_later, which a newer version of Parley made\n$/],
    ["other.db", /it is not a database of Parley\n$/],
    ["text.db", /file is not a database\n$/],
    ["damaged.db", /(it is damaged|malformed)/],
    ["none.db", /there is no such file\n$/],
  ];
  for (const [name, reason] of cases) {
    const { code, stdout, stderr } = await run(data.path, "restore", `${data.path}/${name}`);
    assert.deepEqual([code, stdout], [1, ""], name);
    assert.match(stderr, reason);
    assert.ok(stderr.startsWith("Cannot restore "), stderr);
  }
  assert.deepEqual(await Deno.readFile(path), before);
  assert.deepEqual(names(), files);
});
