import assert from "node:assert/strict";
import { variableNames } from "../../../infra/config/variables.ts";
import { readSecretFiles } from "../../../infra/process/secret_files.ts";
import { dataFolder } from "../../support/process/data_folder.ts";
import { startParley } from "../../support/process/parley_process.ts";

Deno.test("readSecretFiles() reads the file of each secret variable, without its last line end", async () => {
  await using data = await dataFolder();
  const path = `${data.path}/secret`;
  await Deno.writeTextFile(path, " s3cr3t\r\n\n");
  const names = variableNames.filter((name) => name.endsWith("_FILE"));
  const secrets = ["AUTH_TOKEN", "DATABASE_URL", "DB_PASSWORD", "OPENAI_API_KEY"];
  assert.deepEqual(names.map((name) => name.slice(0, -5)).sort(), secrets);
  const families = ["UPSTREAM_LOCAL_API_KEY", "OIDC_GOOGLE_SECRET"];
  for (const secret of [...secrets, ...families]) {
    const { values, problems } = await readSecretFiles({ [`${secret}_FILE`]: path });
    assert.deepEqual(values, { [secret]: " s3cr3t" });
    assert.deepEqual(problems, []);
  }
  // Not a secret, or not set.
  for (const name of ["MODEL_FILE", "GRPC_TLS_KEY_FILE", "_FILE"]) {
    assert.deepEqual(await readSecretFiles({ [name]: path }), { values: {}, problems: [] });
  }
  assert.deepEqual(await readSecretFiles({ AUTH_TOKEN_FILE: "" }), { values: {}, problems: [] });
});

Deno.test("readSecretFiles() says why a file can't be used", async () => {
  await using data = await dataFolder();
  const path = `${data.path}/secret`;
  const problemWith = async (text: string, env = {}) => {
    await Deno.writeTextFile(path, text);
    const { problems, values } = await readSecretFiles({ AUTH_TOKEN_FILE: path, ...env });
    assert.deepEqual(values, {});
    return problems.join("\n");
  };
  const both = /^AUTH_TOKEN and AUTH_TOKEN_FILE are both set: remove one of them$/;
  assert.match(await problemWith("s3cr3t", { AUTH_TOKEN: "s3cr3t" }), both);
  assert.match(await problemWith(" \n"), /^AUTH_TOKEN_FILE is ".*secret": .*it is empty$/);
  assert.match(await problemWith("s3cr3t\nother\n"), /expected one line in that file$/);
  await Deno.remove(path);
  const { problems } = await readSecretFiles({ AUTH_TOKEN_FILE: path });
  assert.match(problems.join("\n"), /expected a file that can be read: .*No such file/);
});

Deno.test("main.ts takes the service token from a file, and shows it nowhere", async () => {
  await using data = await dataFolder();
  const AUTH_TOKEN_FILE = `${data.path}/auth_token`;
  await Deno.writeTextFile(AUTH_TOKEN_FILE, "s3cr3t-token\n");
  await using parley = await startParley({
    data: data.path,
    env: { AUTH_TOKEN_FILE, LOG_LEVEL: "debug" },
  });
  const origin = await parley.origin();
  const statuses = await Promise.all(["s3cr3t-token", "another"].map(async (authorization) => {
    const init = { method: "POST", headers: { authorization }, body: "{}" };
    const response = await fetch(`${origin}/chat`, init);
    await response.body?.cancel();
    return response.status;
  }));
  assert.deepEqual(statuses, [422, 401]);
  parley.signal("SIGTERM");
  const { stdout, stderr } = await parley.ended();
  assert.doesNotMatch(stdout + stderr, /s3cr3t-token/);
});

Deno.test("main.ts refuses a secret's file where it may not read, and a secret that is set twice", async () => {
  await using data = await dataFolder();
  await using parley = await startParley({
    data: data.path,
    env: { OPENAI_API_KEY_FILE: "/etc/hostname", AUTH_TOKEN: "a", AUTH_TOKEN_FILE: "data/token" },
  });
  const { code, stderr } = await parley.ended();
  assert.equal(code, 2);
  assert.deepEqual(stderr.trim().split("\n  "), [
    "Cannot start with this configuration:",
    "AUTH_TOKEN and AUTH_TOKEN_FILE are both set: remove one of them",
    'OPENAI_API_KEY_FILE is "/etc/hostname": expected a file within /run/secrets, ' +
    "/run/credentials, certs or data",
  ]);
});
