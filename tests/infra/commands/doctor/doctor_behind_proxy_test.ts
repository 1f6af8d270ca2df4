import assert from "node:assert/strict";
import { freePorts, lacksNginx, startNginx } from "../../../support/http/nginx.ts";
import { dataFolder } from "../../../support/process/data_folder.ts";
import { startParley } from "../../../support/process/parley_process.ts";
import { unusedPort } from "../../../support/process/unused_port.ts";

type Changes = Parameters<typeof startNginx>[1];

/** A free port for pages, and nginx before it. */
async function proxied(changes?: Changes) {
  const [web, grpc, other] = freePorts(3) as [number, number, number];
  const nginx = await startNginx([{ web, grpc }, { web: other, grpc: other }], changes);
  const env = { WEB_SERVER_PORT: `${web}`, SERVE: "web", PUBLIC_URL: nginx.origin };
  return { nginx, env, [Symbol.asyncDispose]: () => nginx[Symbol.asyncDispose]() };
}

async function runDoctor(data: string, env: Record<string, string>) {
  await using command = await startParley({ data, env, args: ["doctor"] });
  const { code, stdout } = await command.ended();
  return { code, stdout };
}

Deno.test({
  name: "main.ts doctor finds the docs' proxy right, while Parley doesn't run and while it does",
  ignore: lacksNginx,
  async fn() {
    await using data = await dataFolder();
    await using place = await proxied();
    const env = { ...place.env, TRUST_PROXY: "on" };
    const { code, stdout } = await runDoctor(data.path, env);
    assert.equal(code, 0, stdout);
    assert.match(stdout, /ok +PUBLIC_URL: http:.* leads here/);
    assert.match(stdout, /ok +Host: The proxy passes 127\.0\.0\.1:\d+ on/);
    assert.match(stdout, /ok +TRUST_PROXY: The proxy names the client's address/);
    assert.match(stdout, /ok +Streaming: The proxy passes each piece on at once/);
    await using parley = await startParley({ data: data.path, env });
    await parley.origin();
    const running = await runDoctor(data.path, env);
    assert.equal(running.code, 0, running.stdout);
    assert.match(running.stdout, /ok +PUBLIC_URL: http:.* leads to a Parley/);
  },
});

Deno.test({
  name: "main.ts doctor says what a proxy holds back or changes",
  ignore: lacksNginx,
  async fn() {
    await using data = await dataFolder();
    await using place = await proxied([
      ["proxy_set_header Host $http_host;", "proxy_set_header Host parley;"],
      [
        "gzip off;",
        "gzip on; gzip_types text/event-stream; gzip_min_length 0; gzip_proxied any; " +
        "proxy_ignore_headers X-Accel-Buffering;",
      ],
    ]);
    const { code, stdout } = await runDoctor(data.path, place.env);
    assert.equal(code, 1);
    assert.match(
      stdout,
      /warning {2}Host: .* passes on parley in place of 127.*\n +nginx: proxy_set/,
    );
    assert.match(stdout, /warning {2}TRUST_PROXY: It is off, so everybody.*\n +Set TRUST_PROXY=on/);
    assert.match(
      stdout,
      /PROBLEM {2}Streaming: The proxy holds streams back.*\n +Turn its buffering/,
    );
  },
});

Deno.test("main.ts doctor says that PUBLIC_URL leads nowhere, or to another server", async () => {
  await using data = await dataFolder();
  await using other = Deno.serve(
    { port: 0, hostname: "127.0.0.1", onListen() {} },
    () => new Response("Another site", { status: 404 }),
  );
  const cases: [url: string, found: RegExp][] = [
    [`http://127.0.0.1:${other.addr.port}`, /leads to another server \(status 404\)\n +Check/],
    [
      `http://127.0.0.1:${unusedPort()}`,
      /PROBLEM {2}PUBLIC_URL: http:.*:\d+: .*\n +Check the URL's name/,
    ],
  ];
  for (const [PUBLIC_URL, found] of cases) {
    const { code, stdout } = await runDoctor(data.path, { PUBLIC_URL, SERVE: "web" });
    assert.equal(code, 1);
    assert.match(stdout, found);
  }
});
