import assert from "node:assert/strict";
import { DatabaseSync } from "node:sqlite";
import { startOpenIdServer } from "../../../support/identity/openid_server.ts";
import { dataFolder } from "../../../support/process/data_folder.ts";
import { type ParleyProcessOptions, startParley } from "../../../support/process/parley_process.ts";
import { unusedPort } from "../../../support/process/unused_port.ts";
import { refuse, startFakeOpenAI } from "../../../support/upstream/fake_openai.ts";

/** Runs `deno task doctor` to its end. */
async function runDoctor(options: Omit<ParleyProcessOptions, "args">) {
  await using command = await startParley({ ...options, args: ["doctor"] });
  const { code, stdout, stderr } = await command.ended();
  assert.equal(stderr, "");
  return { code, stdout };
}

Deno.test("main.ts doctor shows where each value comes from, and no secret, and finds all well", async () => {
  await using data = await dataFolder();
  await using upstream = await startFakeOpenAI({ apiKey: "s3cr3t-key" });
  await Deno.writeTextFile(`${data.path}/auth_token`, "s3cr3t-token\n");
  const envFile = `OPENAI_API_KEY=s3cr3t-key\nMODEL=fake-model\nMODEL_MAX_TOKENS=4096\n`;
  const env = { OPENAI_BASE_URL: upstream.url, AUTH_TOKEN_FILE: `${data.path}/auth_token` };
  const options = { data: data.path, envFile, env };
  await Deno.chmod(data.path, 0o700);
  {
    await using parley = await startParley(options);
    await parley.origin();
  }
  await Deno.chmod(`${data.path}/.env`, 0o600);
  const { code, stdout } = await runDoctor(options);
  assert.equal(code, 0, stdout);
  assert.doesNotMatch(stdout, /s3cr3t/);
  for (
    const line of [
      /^ {2}OPENAI_API_KEY +"\*\*\*" +\.env$/m,
      /^ {2}OPENAI_BASE_URL +"http:.*" +environment$/m,
      /^ {2}AUTH_TOKEN +"\*\*\*" +\/.*\/auth_token$/m,
      /^ {2}SIGN_UP +open +default$/m,
      /ok +Database: sqlite:.*: SQLite 3\.\d+.*, UTF-8$/m,
      /ok +Schema: Up to date$/m,
      /ok +Models: http:.* lists 1$/m,
      /ok +Answer: fake-model answers: first text after \d+ ms, in \d\d+ pieces$/m,
      /ok +WEB_SERVER_PORT: 127\.0\.0\.1:0 is free$/m,
      /ok +Data folder: .* with \d+ MiB free$/m,
      /ok +\.env: Only its owner can read it$/m,
      /ok +Memory: /m,
      /^Parley can start\.$/m,
    ]
  ) assert.match(stdout, line);
});

Deno.test("main.ts doctor asks each upstream, and shows no secret that one repeats", async () => {
  await using data = await dataFolder();
  await using one = await startFakeOpenAI({ models: ["a"] });
  await using loud = await startFakeOpenAI({ models: ["b"], reply: refuse(403, "Not s3cr3t") });
  const env = {
    UPSTREAMS: "one,loud",
    UPSTREAM_ONE_BASE_URL: one.url,
    UPSTREAM_LOUD_BASE_URL: loud.url,
    UPSTREAM_LOUD_HEADERS: "api-key=s3cr3t",
  };
  const { code, stdout } = await runDoctor({ data: data.path, env });
  assert.equal(code, 1);
  assert.doesNotMatch(stdout, /s3cr3t/);
  for (
    const line of [
      /^ {2}UPSTREAM_LOUD_HEADERS +"\*\*\*" +environment$/m,
      /ok +Models of one: http:.* lists 1$/m,
      /ok +Answer of one: a answers: /m,
      /Answer of loud: b: .*Not \*\*\*/m,
    ]
  ) assert.match(stdout, line);
});

Deno.test("main.ts doctor opens nothing on a fresh machine, and changes nothing", async () => {
  await using data = await dataFolder();
  const { code, stdout } = await runDoctor({ data: data.path });
  assert.equal(code, 0);
  assert.match(stdout, /ok +Database: .*parley\.db does not exist; the first start makes it/);
  assert.match(stdout, /the built-in demo model answers/);
  assert.deepEqual([...Deno.readDirSync(data.path)], []);
});

Deno.test("main.ts doctor lists what is wrong with the configuration, and exits with 2", async () => {
  await using data = await dataFolder();
  const envFile = "SIGN_UP=maybe\nAUTH_TOKEN=s3cr3t\nSIGNUP=closed\n";
  const env = { AUTH_TOKEN_FILE: "data/token" };
  const { code, stdout } = await runDoctor({ data: data.path, envFile, env });
  assert.equal(code, 2);
  assert.match(stdout, /SIGN_UP +"maybe" +\.env\n/);
  assert.match(stdout, /warning {2}Configuration: \.env line 3: SIGNUP means nothing to Parley/);
  assert.match(stdout, /PROBLEM {2}Configuration: AUTH_TOKEN and AUTH_TOKEN_FILE are both set/);
  assert.match(stdout, /PROBLEM {2}Configuration: SIGN_UP is "maybe": expected open or closed/);
  assert.doesNotMatch(stdout, /s3cr3t/);
});

Deno.test("main.ts doctor says what is wrong with the model's server", async () => {
  await using data = await dataFolder();
  await using upstream = await startFakeOpenAI({ apiKey: "s3cr3t-key", models: ["a", "b"] });
  const doctor = async (env: Record<string, string>) => {
    const all = { OPENAI_BASE_URL: upstream.url, OPENAI_API_KEY: "s3cr3t-key", MODEL: "a", ...env };
    const { code, stdout } = await runDoctor({ data: data.path, env: all });
    assert.doesNotMatch(stdout, /s3cr3t/);
    return [code, stdout] as const;
  };
  const wrongKey = await doctor({ OPENAI_API_KEY: "another" });
  assert.equal(wrongKey[0], 1);
  assert.match(wrongKey[1], /PROBLEM {2}Answer: a: 401 Wrong API key\n +Check OPENAI_API_KEY/);
  const away = await doctor({ OPENAI_BASE_URL: `http://127.0.0.1:${unusedPort()}/v1` });
  assert.equal(away[0], 1);
  assert.match(away[1], /PROBLEM {2}Answer: .*refused.*\n +Check OPENAI_BASE_URL/);
  upstream.enqueue((exchange) => exchange.error(404, "No such model"));
  const unknown = await doctor({ MODEL: "c" });
  assert.equal(unknown[0], 1);
  assert.match(unknown[1], /warning {2}Models: .* does not list c, but a, b\n +Check MODEL/);
  assert.match(unknown[1], /PROBLEM {2}Answer: c: 404 No such model\n +Check MODEL/);
  // A server, or what is before it, that keeps the stream back.
  upstream.enqueue(async (exchange) => {
    await new Promise((resolve) => setTimeout(resolve, 1_200));
    await exchange.text("1 2 3");
    await exchange.complete();
  });
  const held = await doctor({});
  assert.equal(held[0], 0);
  assert.match(held[1], /warning {2}Answer: a answers after \d+ ms, but all at once\n +Something/);
});

Deno.test("main.ts doctor tells a port that another program has from Parley's own", async () => {
  await using data = await dataFolder();
  using other = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  await using parley = await startParley({ data: data.path });
  const { port } = new URL(await parley.origin());
  const own = await runDoctor({ data: data.path, env: { WEB_SERVER_PORT: port, SERVE: "web" } });
  assert.equal(own.code, 0, own.stdout);
  assert.match(own.stdout, /ok +WEB_SERVER_PORT: .* is in use; Parley runs/);
  const env = { GRPC_SERVER_PORT: `${other.addr.port}` };
  const taken = await runDoctor({ data: data.path, env });
  assert.equal(taken.code, 1);
  assert.match(taken.stdout, /PROBLEM {2}GRPC_SERVER_PORT: .* taken by another program\n +End/);
});

Deno.test("main.ts doctor says what is wrong with files", async () => {
  await using data = await dataFolder();
  const file = new DatabaseSync(`${data.path}/other.db`);
  file.exec("create table chats (id int)");
  file.close();
  await Deno.writeTextFile(`${data.path}/text.db`, "no database at all, but a text\n".repeat(99));
  const envFile = "LOG_LEVEL=error\n";
  await Deno.writeTextFile(`${data.path}/.env`, envFile, { mode: 0o644 });
  const cases: [env: Record<string, string>, found: RegExp][] = [
    [
      { DATABASE_URL: `sqlite:${data.path}/other.db` },
      /PROBLEM {2}Schema: .*: chats\. Nothing was/,
    ],
    [{ DATABASE_URL: `sqlite:${data.path}/text.db` }, /PROBLEM {2}Database: .*not a database/],
    [{ DATABASE_URL: "sqlite:/elsewhere/parley.db" }, /PROBLEM {2}Database: .* may write\n +Put/],
    [
      { GRPC_TLS_CERT: "certs/none.pem", GRPC_TLS_KEY: "certs/none.key" },
      /PROBLEM {2}Certificates: GRPC_TLS_CERT is "certs\/none\.pem": expected a PEM file/,
    ],
  ];
  for (const [env, found] of cases) {
    const { code, stdout } = await runDoctor({ data: data.path, envFile, env });
    assert.equal(code, 1);
    assert.match(stdout, found);
    assert.match(stdout, /warning {2}\.env: Others on this machine can read its secrets/);
  }
});

Deno.test("main.ts doctor says what is wrong with an identity provider", async () => {
  await using data = await dataFolder();
  await using provider = await startOpenIdServer({ redirectUris: [] });
  const doctor = async (issuer: string) => {
    const named = { OIDC_PROVIDERS: "corp", OIDC_CORP_CLIENT_ID: "a", OIDC_CORP_SECRET: "s3cr3t" };
    const env = {
      ...named,
      OIDC_CORP_ISSUER: issuer,
      PUBLIC_URL: `http://127.0.0.1:${unusedPort()}`,
    };
    const { stdout } = await runDoctor({ data: data.path, env });
    assert.doesNotMatch(stdout, /s3cr3t/);
    return stdout;
  };
  assert.match(await doctor(provider.issuer), /ok +Sign-in with corp: http:.* answers\n/);
  const other = provider.issuer.replace("127.0.0.1", "localhost");
  assert.match(
    await doctor(other),
    /PROBLEM {2}Sign-in with corp: .* calls itself http:\/\/127.*\n +Set OIDC_CORP_ISSUER to ex/,
  );
  provider.failWith = 500;
  assert.match(await doctor(provider.issuer), /PROBLEM {2}Sign-in with corp: .* has status 500\n/);
  assert.match(
    await doctor(`http://127.0.0.1:${unusedPort()}`),
    /PROBLEM {2}Sign-in with corp: .*\n +Check OIDC_CORP_ISSUER/,
  );
});
