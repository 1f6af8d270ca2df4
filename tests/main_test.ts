import assert from "node:assert/strict";
import { DatabaseSync } from "node:sqlite";
import { VERSION } from "../domain/version.ts";
import { readConfig } from "../infra/config/config.ts";
import { variableNames } from "../infra/config/variables.ts";
import { start } from "../main.ts";
import { dataFolder } from "./support/process/data_folder.ts";
import { ProcessOutput } from "./support/process/process_output.ts";
import { startParley } from "./support/process/parley_process.ts";
import { unusedPort } from "./support/process/unused_port.ts";
import { runScript } from "./support/process/run_script.ts";
import { freePorts } from "./support/http/nginx.ts";
import { CLIENT, startOpenIdServer } from "./support/identity/openid_server.ts";
import { Person } from "./support/identity/person.ts";
import { startFakeOpenAI } from "./support/upstream/fake_openai.ts";
import { quietLog } from "./support/app/test_app.ts";

const root = new URL("../", import.meta.url);

Deno.test("main.ts serves pages, gRPC and metrics with the start task's permissions, and exits with 0 on SIGTERM", async () => {
  await using data = await dataFolder();
  await using parley = await startParley({ data: data.path, env: { METRICS_PORT: "0" } });
  const origin = await parley.origin();
  assert.match(await parley.logged("gRPC at"), /127\.0\.0\.1:\d+/);
  await parley.logged("demo model answers");
  await parley.logged(`Parley ${VERSION} on Deno ${Deno.version.deno}`);
  await parley.logged("Sign-up is open: ");
  await parley.logged("Limits: each user may ask 60 questions a minute, 20 at a time, store ");
  await parley.logged(`Data in ${data.path}/parley.db (SQLite)`);
  const ready = await fetch(`${origin}/readyz`);
  assert.equal(ready.status, 200);
  assert.equal(await ready.text(), `ready\nParley ${VERSION}\n`);
  const page = await fetch(`${origin}/sign-in`);
  assert.equal(page.status, 200);
  assert.match(await page.text(), /<form/);
  const [metrics] = /http:.*metrics/.exec(await parley.logged("Metrics at"))!;
  const series = await (await fetch(metrics)).text();
  assert.match(series, /^process_resident_memory_bytes [1-9]/m);
  assert.ok(series.includes(`\nparley_build_info{version="${VERSION}"} 1\n`));
  parley.signal("SIGTERM");
  // A terminal signals the task and the program, and the task passes its signal on.
  parley.signal("SIGTERM");
  const { code, stderr } = await parley.ended();
  assert.equal(code, 0);
  assert.equal(stderr, "");
});

Deno.test("main.ts reports every problem of the configuration, starts nothing, and exits with 2", async () => {
  await using data = await dataFolder();
  const env = { WEB_SERVER_PORT: "eighty", TEMPERATURE: "9", AUTH_TOKEN: " " };
  await using parley = await startParley({ data: data.path, env });
  const { code, stdout, stderr } = await parley.ended();
  assert.equal(code, 2);
  assert.equal(stdout, "");
  assert.deepEqual(stderr.trim().split("\n  "), [
    "Cannot start with this configuration:",
    'WEB_SERVER_PORT is "eighty": expected a whole number from 0 to 65535',
    'AUTH_TOKEN is "***": expected a secret',
    'TEMPERATURE is "9": expected a number from 0 to 2',
  ]);
  assert.deepEqual([...Deno.readDirSync(data.path)], []);
});

Deno.test("main.ts says who may sign up, what is limited and where data is", async () => {
  await using data = await dataFolder();
  const env = { SIGN_UP: "closed", STORAGE_PER_USER: "off", DATABASE_URL: "sqlite::memory:" };
  await using parley = await startParley({ data: data.path, env: { ...env, SERVE: "grpc" } });
  await parley.logged("Sign-up is closed: ");
  await parley.logged("store any number of bytes");
  await parley.logged("Data in memory only");
});

Deno.test("main.ts starts although a provider is away, and people sign in through another", async () => {
  await using data = await dataFolder();
  const [port, closedPort] = freePorts(2);
  const origin = `http://127.0.0.1:${port}`;
  const back = `${origin}/sign-in/corp/callback`;
  await using provider = await startOpenIdServer({ redirectUris: [back] });
  provider.people.set("ada", { name: "Ada", email: "ada@example.com", email_verified: true });
  const env = {
    WEB_SERVER_PORT: new URL(origin).port,
    PUBLIC_URL: origin,
    PASSWORD_SIGN_IN: "off",
    OIDC_PROVIDERS: "corp,away",
    OIDC_CORP_ISSUER: provider.issuer,
    OIDC_CORP_CLIENT_ID: CLIENT.id,
    OIDC_CORP_SECRET: CLIENT.secret,
    OIDC_AWAY_ISSUER: `http://127.0.0.1:${closedPort}`,
    OIDC_AWAY_CLIENT_ID: "parley",
  };
  await using parley = await startParley({ data: data.path, env: { ...env, SERVE: "web" } });
  await parley.logged("Cannot reach Away for signing in");
  await parley.logged(`People sign in through Corp (${provider.issuer}), through Away (`);
  const page = await (await fetch(`${origin}/sign-in`)).text();
  assert.match(page, /Away does not answer at the moment/);
  const begun = await fetch(`${origin}/sign-in/corp`, { redirect: "manual" });
  const [cookie] = begun.headers.get("Set-Cookie")!.split(";");
  const returned = await new Person("ada").signIn(begun.headers.get("Location")!, back);
  const done = await fetch(returned, { redirect: "manual", headers: { cookie: cookie! } });
  assert.equal(done.status, 303);
  assert.match(done.headers.get("Set-Cookie")!, /session=\w/);
});

Deno.test("main.ts reads the upstreams of the environment, and shows no secret of theirs", async () => {
  await using data = await dataFolder();
  await using upstream = await startFakeOpenAI({ models: ["a", "b"], apiKey: "s3cr3t" });
  await using parley = await startParley({
    data: data.path,
    env: {
      UPSTREAMS: "one,two",
      UPSTREAM_ONE_BASE_URL: upstream.url,
      UPSTREAM_ONE_API_KEY: "s3cr3t",
      UPSTREAM_TWO_BASE_URL: "http://127.0.0.1:1/v1",
      UPSTREAM_TWO_QUERY: "code=s3cr3t",
      UPSTREAM_TWO_MODELS: "c=4096",
    },
  });
  await parley.logged(`Models of one at ${upstream.url}: as it lists them`);
  await parley.logged("Models of two at http://127.0.0.1:1/v1: c");
  await parley.logged("Found models at one; on offer: 2");
  parley.signal("SIGTERM");
  const { stdout, stderr } = await parley.ended();
  assert.ok(!`${stdout}${stderr}`.includes("s3cr3t"));
});

Deno.test("main.ts warns at each start of what .env probably doesn't mean, and starts", async () => {
  await using data = await dataFolder();
  const envFile = "\ufeffSIGNUP=closed\nMODEL: gpt-x\nDB_HOST=mysql\n";
  {
    await using parley = await startParley({ data: data.path, envFile, env: { DATABASE_URL: "" } });
    const line = JSON.parse(await parley.logged("SIGNUP means nothing"));
    assert.equal(line.level, "warn");
    assert.match(line.message, /did you mean SIGN_UP\?$/);
    await parley.logged("byte order mark");
    await parley.logged("write MODEL=… for MODEL: …");
    await parley.logged("DB_HOST is set, but DB_DRIVER is not");
  }
  // A script reads what other commands print.
  await using command = await startParley({ data: data.path, envFile, args: ["migrate"] });
  const { code, stdout, stderr } = await command.ended();
  assert.equal(code, 0);
  assert.match(stderr, /^Warning: \.env line 1: SIGNUP means nothing/m);
  assert.doesNotMatch(stdout, /SIGNUP/);
  // With an error they are told, too, since both may have one cause.
  const wrong = { data: data.path, envFile, env: { SIGN_UP: "maybe" } };
  await using refused = await startParley(wrong);
  assert.match((await refused.ended()).stderr, /SIGN_UP is "maybe"[^]*SIGNUP means nothing/);
});

Deno.test("main.ts names the certificate it can't read and exits with 2", async () => {
  await using data = await dataFolder();
  const env = { GRPC_TLS_CERT: "certs/none.pem", GRPC_TLS_KEY: "certs/none.key" };
  await using parley = await startParley({ data: data.path, env });
  const { code, stderr } = await parley.ended();
  assert.equal(code, 2);
  assert.match(stderr, /GRPC_TLS_CERT is "certs\/none\.pem": expected a PEM file/);
  assert.deepEqual([...Deno.readDirSync(data.path)], []);
});

for (const [name, words] of [["WEB_SERVER_PORT", "pages"], ["GRPC_SERVER_PORT", "gRPC"]] as const) {
  Deno.test(`main.ts says that ${name} is taken and exits with 1`, async () => {
    await using data = await dataFolder();
    using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
    const { port } = listener.addr;
    await using parley = await startParley({ data: data.path, env: { [name]: `${port}` } });
    const { code, stderr } = await parley.ended();
    assert.equal(code, 1);
    assert.match(stderr, new RegExp(`^Cannot serve ${words} at 127\\.0\\.0\\.1:${port}: .*in use`));
    assert.equal(stderr.trim().split("\n").length, 1, "no stack");
  });
}

Deno.test("main.ts waits for a database that can't be reached, then exits with 1", async () => {
  await using data = await dataFolder();
  const DATABASE_URL = `mysql://parley:s3cr3t@127.0.0.1:${unusedPort()}/parley`;
  const env = { DATABASE_URL, DATABASE_WAIT: "1" };
  await using parley = await startParley({ data: data.path, env });
  const begin = performance.now();
  await parley.logged("Cannot reach the database yet");
  const { code, stdout, stderr } = await parley.ended();
  assert.ok(performance.now() - begin >= 900, "waits");
  assert.equal(code, 1);
  assert.match(stderr, /^Cannot open the database mysql:\/\/parley:\*\*\*@.*ECONNREFUSED/);
  assert.doesNotMatch(stdout + stderr, /s3cr3t/);
});

Deno.test("main.ts refuses the database of another program, with any command, and exits with 1", async () => {
  await using data = await dataFolder();
  const path = `${data.path}/parley.db`;
  const database = new DatabaseSync(path);
  database.exec("create table chats (id int); create table messages (id int)");
  database.close();
  const bytes = await Deno.readFile(path);
  const attempts = [{ args: ["migrate"] }, { env: { MIGRATE: "off" } }, {}];
  for (const attempt of attempts) {
    await using parley = await startParley({ data: data.path, ...attempt });
    const { code, stderr } = await parley.ended();
    assert.equal(code, 1);
    assert.match(stderr, /^Cannot use the database .*: chats, messages\. Nothing was changed/);
    assert.equal(stderr.trim().split("\n").length, 1, "no stack");
    assert.deepEqual(await Deno.readFile(path), bytes);
  }
});

Deno.test("main.ts with MIGRATE=off starts only after main.ts migrate", async () => {
  await using data = await dataFolder();
  const env = { MIGRATE: "off" };
  {
    await using parley = await startParley({ data: data.path, env });
    const { code, stderr } = await parley.ended();
    assert.equal(code, 1);
    assert.match(stderr, /^Cannot use the database .* lacks 0001_initial.*: run the migrations/);
  }
  {
    await using parley = await startParley({ data: data.path, env, args: ["migrate"] });
    const { code, stdout } = await parley.ended();
    assert.equal(code, 0);
    assert.match(stdout, /0001_initial/);
  }
  await using parley = await startParley({ data: data.path, env });
  await parley.origin();
});

Deno.test("main.ts stores the text of a running answer when SIGTERM leaves it no more time", async () => {
  await using data = await dataFolder();
  const env = { SHUTDOWN_GRACE: "0", AUTH_TOKEN: "service-token", LOG_LEVEL: "debug" };
  await using parley = await startParley({ data: data.path, env });
  const origin = await parley.origin();
  const call = fetch(`${origin}/chat`, {
    method: "POST",
    headers: { authorization: "service-token" },
    body: JSON.stringify({ user_id: "owner", user_message: "Tell me a long story" }),
  });
  await textStored(`${data.path}/parley.db`);
  parley.signal("SIGTERM");
  const response = await call;
  assert.equal(response.status, 503);
  await response.body?.cancel();
  assert.equal((await parley.ended()).code, 0);
  using database = new DatabaseSync(`${data.path}/parley.db`, { readOnly: true });
  const row = database.prepare("select state, content from messages where state is not null").get();
  assert.equal(row?.state, "interrupted");
  assert.ok(String(row?.content).length > 0);
});

Deno.test("main.ts lets a running answer continue after SIGTERM, until a second one", async () => {
  await using data = await dataFolder();
  const env = { SHUTDOWN_GRACE: "600", AUTH_TOKEN: "service-token" };
  await using parley = await startParley({ data: data.path, env });
  const origin = await parley.origin();
  const call = fetch(`${origin}/chat`, {
    method: "POST",
    headers: { authorization: "service-token" },
    body: JSON.stringify({ user_id: "owner", user_message: "Tell me a long story" }),
  });
  await textStored(`${data.path}/parley.db`);
  parley.signal("SIGTERM");
  await parley.logged("Stopping after SIGTERM");
  const ready = await fetch(`${origin}/readyz`);
  assert.equal(ready.status, 503);
  await ready.body?.cancel();
  // An earlier one would count as a repetition of the first signal.
  await new Promise((resolve) => setTimeout(resolve, 600));
  parley.signal("SIGTERM");
  const response = await call;
  assert.equal(response.status, 503);
  await response.body?.cancel();
  assert.equal((await parley.ended()).code, 0);
  using database = new DatabaseSync(`${data.path}/parley.db`, { readOnly: true });
  const row = database.prepare("select state from messages where state is not null").get();
  assert.equal(row?.state, "interrupted");
});

Deno.test("start() serves what SERVE names, and stop() closes all of it", async () => {
  await using data = await dataFolder();
  for (const SERVE of ["web", "grpc", "web,grpc"]) {
    const config = readConfig({
      SERVE,
      DATABASE_URL: `sqlite:${data.path}/parley.db`,
      WEB_SERVER_PORT: "0",
      GRPC_SERVER_PORT: "0",
    });
    const server = await start(config, quietLog);
    assert.equal(server.webPort !== null, SERVE.includes("web"));
    assert.equal(server.grpcPort !== null, SERVE.includes("grpc"));
    await server.stop();
    for (const port of [server.webPort, server.grpcPort]) {
      if (port !== null) await assert.rejects(Deno.connect({ hostname: "127.0.0.1", port }));
    }
  }
});

Deno.test("GET /readyz is 503 until gRPC listens, too", async () => {
  await using data = await dataFolder();
  const [webPort, grpcPort] = [unusedPort(), unusedPort()];
  const starting = start(
    readConfig({
      DATABASE_URL: `sqlite:${data.path}/parley.db`,
      WEB_SERVER_PORT: `${webPort}`,
      GRPC_SERVER_PORT: `${grpcPort}`,
    }),
    quietLog,
  );
  let ready: number | null = null;
  while (ready !== 200) {
    ready = await fetch(`http://127.0.0.1:${webPort}/readyz`).then(async (response) => {
      await response.body?.cancel();
      return response.status;
    }, () => null);
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
  const client = await Deno.connect({ hostname: "127.0.0.1", port: grpcPort });
  client.close();
  await (await starting).stop();
});

Deno.test("main.ts serves pages to a host that does the listening, such as `deno serve`", async () => {
  await using data = await dataFolder();
  const env = Object.fromEntries(variableNames.map((name) => [name, ""]));
  await using host = new Deno.Command(Deno.execPath(), {
    args: ["serve", "--allow-all", "--no-prompt", "--host=127.0.0.1", "--port=0", "main.ts"],
    cwd: root,
    env: { ...env, DATABASE_URL: `sqlite:${data.path}/parley.db`, NO_COLOR: "1" },
    stdout: "null",
    stderr: "piped",
  }).spawn();
  const stderr = new ProcessOutput(host.stderr);
  const [origin] = /http:\S+\d/.exec(await stderr.line("Listening on"))!;
  const page = await fetch(`${origin}/sign-in`);
  assert.equal(page.status, 200);
  assert.match(await page.text(), /<form/);
  host.kill("SIGKILL");
  await stderr.done;
});

Deno.test("main.ts can be imported without any permission: nothing happens then", async () => {
  const { code, stderr } = await runScript('import "./main.ts";');
  assert.equal(code, 0, stderr);
});

Deno.test("fetch() retries opening the site after a failure, which leaves nothing open", async () => {
  await using data = await dataFolder();
  const path = `${data.path}/parley.db`;
  const script = `
    import { DatabaseSync } from "node:sqlite";
    import { fetch } from "./main.ts";
    const ask = () => fetch(new Request("http://localhost/readyz")).then((it) => it.status, String);
    const alter = (sql) => {
      const database = new DatabaseSync("${path}");
      database.exec(sql);
      database.close();
    };
    const files = () => [...Deno.readDirSync("${data.path}")].map(({ name }) => name);
    console.error(JSON.stringify([await ask(), await ask(), files()]));
    alter("alter table mislaid rename to instances");
    console.error(JSON.stringify([await ask(), await ask()]));
    Deno.exit();
  `;
  const env = Object.fromEntries(variableNames.map((name) => [name, ""]));
  const DATABASE_URL = `sqlite:${path}`;
  await (await start(readConfig({ DATABASE_URL, SERVE: "web", WEB_SERVER_PORT: "0" }), quietLog))
    .stop();
  {
    using database = new DatabaseSync(path);
    database.exec("alter table instances rename to mislaid");
  }
  const { stderr } = await runScript(script, {
    args: ["--allow-all"],
    env: { ...env, DATABASE_URL },
  });
  const [failed, opened] = stderr.trim().split("\n").map((line) => JSON.parse(line));
  assert.match(failed[0], /no such table/);
  assert.match(failed[1], /no such table/);
  // SQLite removes its log when the last connection is closed.
  assert.deepEqual(failed[2], ["parley.db"]);
  assert.deepEqual(opened, [200, 200]);
});

Deno.test("fetch() counts sign-ins by the client's address that its host reports", async () => {
  await using data = await dataFolder();
  const script = `
    import host from "./main.ts";
    const signIn = async (hostname) => {
      const body = new URLSearchParams({ email: "owner@example.com", password: "a wrong secret" });
      const init = { method: "POST", headers: { origin: "http://localhost" }, body };
      const request = new Request("http://localhost/sign-in", init);
      return (await host.fetch(request, { remoteAddr: { hostname } })).status;
    };
    const addresses = ["192.0.2.1", "192.0.2.1", "192.0.2.2"];
    console.error(JSON.stringify(await Array.fromAsync(addresses, signIn)));
    Deno.exit();
  `;
  const env = Object.fromEntries(variableNames.map((name) => [name, ""]));
  const DATABASE_URL = `sqlite:${data.path}/parley.db`;
  const { stderr } = await runScript(script, {
    args: ["--allow-all"],
    env: { ...env, DATABASE_URL, SIGN_INS_PER_MINUTE: "1" },
  });
  assert.deepEqual(JSON.parse(stderr), [401, 429, 401]);
});

/** Waits until some text of a running answer is in the database. */
async function textStored(path: string): Promise<void> {
  using database = new DatabaseSync(path, { readOnly: true });
  const count = database.prepare("select count(*) as n from answer_chunks");
  while (count.get()?.n === 0) await new Promise((resolve) => setTimeout(resolve, 20));
}
