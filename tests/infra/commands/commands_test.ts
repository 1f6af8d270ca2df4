import assert from "node:assert/strict";
import { VERSION } from "../../../domain/version.ts";
import { dataFolder } from "../../support/process/data_folder.ts";
import { startParley } from "../../support/process/parley_process.ts";

const root = new URL("../../../", import.meta.url);

Deno.test("main.ts token makes a token for an account, and says so when there is none", async () => {
  await using data = await dataFolder();
  await using parley = await startParley({ data: data.path });
  const origin = await parley.origin();
  const args = ["token", "--email=owner@example.com", "--name=laptop"];
  {
    await using command = await startParley({ data: data.path, args });
    const { code, stdout, stderr } = await command.ended();
    assert.deepEqual([code, stdout], [1, ""]);
    assert.match(stderr, /owner@example\.com/);
  }
  const signUp = await fetch(`${origin}/sign-up`, {
    method: "POST",
    headers: { origin },
    body: new URLSearchParams({
      name: "Owner",
      email: "owner@example.com",
      password: "a long secret",
    }),
    redirect: "manual",
  });
  assert.equal(signUp.status, 303);
  await signUp.body?.cancel();
  {
    const refused = [...args, "--scopes=chat:read,admin", "--expires=0d"];
    await using command = await startParley({ data: data.path, args: refused });
    const { code, stdout, stderr } = await command.ended();
    assert.deepEqual([code, stdout], [2, ""]);
    assert.match(
      stderr,
      /^--scopes: .*chat:read, chat:write, chat:share\n--expires: .*days[^]*Usage:/,
    );
  }
  await using command = await startParley({
    data: data.path,
    args: [...args, "--scopes=chat:write", "--expires=90d"],
  });
  const { code, stdout } = await command.ended();
  assert.equal(code, 0);
  assert.match(stdout, /^parley_[\w-]{43}\n$/);
  const chat = (token: string) =>
    fetch(`${origin}/chat`, {
      method: "POST",
      headers: { authorization: token },
      body: JSON.stringify({ user_id: "another user", user_message: "Hello" }),
    });
  const [accepted, refused] = [await chat(stdout.trim()), await chat("parley_wrong")];
  assert.deepEqual([accepted.status, refused.status], [403, 401]);
  await Promise.all([accepted.body?.cancel(), refused.body?.cancel()]);
});

Deno.test("main.ts reports a wrong command, prints its usage and exits with 2", async () => {
  await using data = await dataFolder();
  const cases: [args: string[], problem: RegExp][] = [
    [["serve"], /^There is no command serve\n/],
    [["toString"], /^There is no command toString\n/],
    [["start", "--port=80"], /^There is no option --port\n/],
    [["migrate", "now"], /^Unexpected argument now\n/],
    [["token", "--email=owner@example.com"], /^--name is missing\n/],
    [["token", "--mail", "x"], /^There is no option --mail\n/],
    [["migrate", "--dry-run=no"], /^--dry-run takes no value\n/],
    [["backup"], /^The file's path is missing\n/],
    [["restore", "a", "b", "--c"], /^There is no option --c\nUnexpected argument b\n/],
    [["doctor", "now"], /^Unexpected argument now\n/],
    [["adopt", "--from="], /^--from has no value\n/],
  ];
  for (const [args, problem] of cases) {
    await using parley = await startParley({ data: data.path, args });
    const { code, stdout, stderr } = await parley.ended();
    assert.deepEqual([code, stdout], [2, ""]);
    assert.match(stderr, problem);
    assert.match(stderr, /\n\nUsage:\n/);
  }
});

Deno.test("main.ts --help prints the usage, also after a command", async () => {
  await using data = await dataFolder();
  const { tasks } = JSON.parse(await Deno.readTextFile(new URL("deno.json", root)));
  for (const args of [["--help"], ["token", "--help"]]) {
    await using parley = await startParley({ data: data.path, args });
    const { code, stdout, stderr } = await parley.ended();
    assert.deepEqual([code, stderr], [0, ""]);
    assert.match(stdout, /^Usage:\n/);
    const named = stdout.matchAll(/^ {2}deno task (?:-q )?(\w+)/gm).map(([, name]) => name)
      .toArray();
    assert.deepEqual(named, [
      ...["start", "migrate", "token", "backup", "restore", "doctor", "adopt"],
    ]);
    for (const name of named) assert.ok(tasks[name!].endsWith(` main.ts ${name}`));
  }
});

Deno.test("main.ts --version prints the version, also after a command", async () => {
  await using data = await dataFolder();
  for (const args of [["--version"], ["start", "--version"]]) {
    await using parley = await startParley({ data: data.path, args });
    const { code, stdout } = await parley.ended();
    assert.deepEqual([code, stdout], [0, `Parley ${VERSION}, Deno ${Deno.version.deno}\n`]);
  }
  assert.deepEqual([...Deno.readDirSync(data.path)], []);
});
