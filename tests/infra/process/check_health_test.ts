import assert from "node:assert/strict";
import { dataFolder } from "../../support/process/data_folder.ts";
import { startParley } from "../../support/process/parley_process.ts";

const root = new URL("../../../", import.meta.url);

/** Runs the image's health check. @returns its exit code. */
async function checkHealth(env: Record<string, string>): Promise<number> {
  const dockerfile = await Deno.readTextFile(new URL("Dockerfile", root));
  const [, words = ""] = /HEALTHCHECK[^[]+CMD (\[[^\]]+\])/.exec(dockerfile) ?? [];
  const [, ...args]: string[] = JSON.parse(words.replaceAll("\\\n", ""));
  const usual = { SERVE: "", WEB_SERVER_PORT: "1", GRPC_SERVER_PORT: "1" };
  const { code, stderr } = await new Deno.Command(Deno.execPath(), {
    args,
    cwd: root,
    env: { ...usual, ...env },
  }).output();
  assert.doesNotMatch(new TextDecoder().decode(stderr), /NotCapable/);
  return code;
}

for (const SERVE of ["web", "grpc"]) {
  Deno.test(`check_health.ts exits with 0 when a server with SERVE=${SERVE} is ready, else with 1`, async () => {
    await using data = await dataFolder();
    const parley = await startParley({ data: data.path, env: { SERVE } });
    const address = SERVE === "web" ? await parley.origin() : await parley.grpcAddress();
    const port = /\d+$/.exec(address)![0];
    const env = { SERVE, [SERVE === "web" ? "WEB_SERVER_PORT" : "GRPC_SERVER_PORT"]: port };
    assert.equal(await checkHealth(env), 0);
    await parley[Symbol.asyncDispose]();
    assert.equal(await checkHealth(env), 1);
  });
}
