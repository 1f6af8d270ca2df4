import { credentials, status } from "@grpc/grpc-js";
import assert from "node:assert/strict";
import { readConfig } from "../../../infra/config/config.ts";
import type { Server } from "../../../infra/process/serve.ts";
import { start } from "../../../main.ts";
import { startFakeOpenAI } from "../../support/upstream/fake_openai.ts";
import { bearer, chatClient, finished } from "../../support/grpc/client.ts";
import { sqliteDatabase } from "../../support/databases/databases.ts";
import { seriesOf } from "../../support/process/metric_series.ts";
import { grpcFrame, RawGrpcClient } from "../../support/grpc/raw_client.ts";
import { quietLog, SERVICE_TOKEN } from "../../support/app/test_app.ts";
import { within } from "../../support/suite/within.ts";

/** Longer than any step of these tests takes, in milliseconds. */
const PATIENCE = 20_000;

const method = 'grpc_type="server_stream",grpc_service="pb.ChatService",grpc_method="ChatStream"';

/** A whole Parley with the fake upstream as its model, on free ports. */
async function startWith(env: Record<string, string>): Promise<Server & AsyncDisposable> {
  await using stack = new AsyncDisposableStack();
  const database = stack.use(await sqliteDatabase());
  const upstream = stack.use(await startFakeOpenAI());
  const model = { OPENAI_BASE_URL: upstream.url, MODEL: "fake-model", AUTO_TITLES: "off" };
  const ports = { WEB_SERVER_PORT: "0", GRPC_SERVER_PORT: "0" };
  const usual = { DATABASE_URL: database.url, AUTH_TOKEN: SERVICE_TOKEN, ...ports, ...model };
  const server = await start(readConfig({ ...usual, ...env }), quietLog);
  stack.defer(() => server.stop(0));
  const owned = stack.move();
  return { ...server, [Symbol.asyncDispose]: () => owned.disposeAsync() };
}

async function scrape({ metricsPort }: Server): Promise<Record<string, number>> {
  const response = await fetch(`http://127.0.0.1:${metricsPort}/metrics`);
  assert.equal(response.status, 200);
  assert.match(response.headers.get("Content-Type")!, /^text\/plain; version=0\.0\.4/);
  return seriesOf(await response.text());
}

Deno.test("metrics count pages, calls and answers, and are served at a separate port", async () => {
  await using server = await startWith({ METRICS_PORT: "0" });
  const before = await scrape(server);
  assert.equal(before.parley_answers_running, 0);
  const origin = `http://127.0.0.1:${server.webPort}`;
  for (const path of ["/sign-in", "/nothing/1", "/nothing/2", "/metrics"]) {
    await (await fetch(origin + path, { redirect: "manual" })).body?.cancel();
  }
  using client = await chatClient(`127.0.0.1:${server.grpcPort}`, credentials.createInsecure());
  const request = { user_id: "user-1", user_message: "Hi" };
  const { code, responses } = await finished(client.ChatStream(request, bearer(SERVICE_TOKEN)));
  assert.equal(code, status.OK);

  const after = await scrape(server);
  assert.equal(after[`grpc_server_started_total{${method}}`], 1);
  assert.equal(after[`grpc_server_handled_total{${method},grpc_code="OK"}`], 1);
  assert.equal(after[`grpc_server_in_flight{${method}}`], 0);
  assert.equal(after[`grpc_server_msg_sent_total{${method}}`], responses.length);
  const requests = "http_server_request_duration_seconds_count";
  const page = 'http_request_method="GET",http_route="/sign-in",http_response_status_code="200"';
  assert.equal(after[`${requests}{${page}}`], 1);
  const nowhere = 'http_request_method="GET",http_route="",http_response_status_code="404"';
  assert.equal(after[`${requests}{${nowhere}}`], 3);
  assert.equal(after.http_server_active_requests, 0);
  assert.equal(after['parley_answers_ended_total{state="complete",error=""}'], 1);
  assert.equal(after.parley_answers_running, 0);
  assert.equal(after.parley_upstream_first_text_seconds_count, 1);
  assert.ok(after['parley_tokens_total{kind="prompt"}']! > 0);
  assert.ok(after['parley_tokens_total{kind="completion"}']! > 0);
});

Deno.test("metrics are served without pages, and count all unknown methods of gRPC as one", async () => {
  await using server = await startWith({ METRICS_PORT: "0", SERVE: "grpc" });
  assert.equal(server.webPort, null);
  using raw = new RawGrpcClient(`127.0.0.1:${server.grpcPort}`);
  // Calls above a limit that the client doesn't know yet would be refused before they are counted.
  await within(PATIENCE, raw.settings());
  const wrong = Array.from({ length: 200 }, (_, i) => `/evil.Service${i}/Method${i}`);
  await Promise.all(wrong.map((path) => raw.send({ path, body: grpcFrame(new Uint8Array()) })));
  const series = await scrape(server);
  const unknown = 'grpc_type="bidi_stream",grpc_service="unknown",grpc_method="unknown"';
  assert.equal(series[`grpc_server_handled_total{${unknown},grpc_code="Unimplemented"}`], 200);
  assert.ok(!Object.keys(series).some((name) => name.includes("evil")));
});

Deno.test("metrics are served only when their port is set", async () => {
  await using server = await startWith({});
  assert.equal(server.metricsPort, null);
});

Deno.test("the metrics' port serves only metrics, and only to GET", async () => {
  await using server = await startWith({ METRICS_PORT: "0", SERVE: "grpc" });
  const at = `http://127.0.0.1:${server.metricsPort}`;
  const nothing = await fetch(`${at}/`);
  assert.deepEqual([nothing.status, await nothing.text()], [404, "There is only /metrics\n"]);
  const written = await fetch(`${at}/metrics`, { method: "POST" });
  assert.deepEqual([written.status, await written.text()], [405, "/metrics takes GET\n"]);
});
