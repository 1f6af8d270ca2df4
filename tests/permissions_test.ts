import assert from "node:assert/strict";
import { variableNames } from "../infra/config/variables.ts";
import { runScript } from "./support/process/run_script.ts";

const root = new URL("../", import.meta.url);

Deno.test("the program has only the permissions it needs", async () => {
  const { permissions } = JSON.parse(await Deno.readTextFile(new URL("deno.json", root)));
  const { read, env, ...others } = permissions.default;
  // Node's fs.access, by which proto-loader finds files, asks for the user's id.
  assert.deepEqual(others, { net: true, write: ["data"], sys: ["uid"] });
  // Where Docker and systemd put secrets.
  const secrets = ["/run/credentials", "/run/secrets"];
  const inside = read.filter((path: string) => !secrets.includes(path));
  assert.ok(inside.every((path: string) => /^[.\w]+(\/\w+)*$/.test(path)), `${read}`);
  // grpc-js reads its own variables, and the operator names those of identity providers and upstreams.
  const own = variableNames.filter((name) => !/^(GRPC|OIDC|UPSTREAM)_/.test(name));
  assert.deepEqual(env.toSorted(), ["GRPC_*", "OIDC_*", "UPSTREAM_*", ...own].toSorted());
});

Deno.test("every command runs with a permission set, never with more", async () => {
  const { tasks } = JSON.parse(await Deno.readTextFile(new URL("deno.json", root)));
  const run = "deno run --quiet --frozen --no-prompt";
  for (const name of ["start", "migrate", "token", "adopt"]) {
    assert.equal(tasks[name], `${run} -P main.ts ${name}`);
  }
  // An operator names the file of a backup, which should not be beside the database.
  for (const name of ["backup", "restore"]) {
    assert.equal(tasks[name], `${run} -P --allow-read --allow-write main.ts ${name}`);
  }
  // Only the doctor looks at the machine itself.
  const looks = "--allow-sys=uid,statfs,systemMemoryInfo";
  assert.equal(tasks.doctor, `${run} -P ${looks} main.ts doctor`);
  assert.equal(tasks.dev.replace(/ --watch=\S+/, ""), tasks.start);
  assert.equal(tasks.chat, `${run} -P=chat docs/clients/terminal/chat.ts`);
});

const refused = {
  "a subprocess": "await new Deno.Command(Deno.execPath()).output()",
  "a native library": 'Deno.dlopen("libc.so.6", {})',
  "writing beside data/": 'await Deno.writeTextFile("main.ts.new", "")',
  "writing to another folder": 'await Deno.mkdir("/tmp/parley-elsewhere")',
  "reading the configuration of Deno": 'await Deno.readTextFile("deno.json")',
  "reading elsewhere": 'await Deno.readTextFile("/etc/hostname")',
  "an unknown variable": 'Deno.env.get("HOME")',
  "the name of the machine": "Deno.hostname()",
};
const granted = {
  "a model's server": 'await Deno.permissions.query({ name: "net" })',
  "its database": 'await Deno.permissions.query({ name: "write", path: "data/parley.db" })',
};

Deno.test("a process with the permissions of the start task is refused what the program doesn't need", async () => {
  const { tasks } = JSON.parse(await Deno.readTextFile(new URL("deno.json", root)));
  const args = tasks.start.split(" ").filter((word: string) => word.startsWith("-"));
  const attempt = (code: string) => `await (async () => ${code})().then(it => it.state, String)`;
  const attempts = [...Object.values(refused), ...Object.values(granted)].map(attempt);
  const script = `console.error(JSON.stringify([${attempts}]))`;
  const { stderr } = await runScript(script, { args });
  const results: string[] = JSON.parse(stderr);
  for (const what of Object.keys(refused)) assert.match(results.shift()!, /^NotCapable: /, what);
  assert.deepEqual(results, ["granted", "granted"]);
});
