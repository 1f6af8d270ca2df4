import assert from "node:assert/strict";
import { PrometheusMetrics } from "../../../infra/metrics/prometheus.ts";
import { seriesOf } from "../../support/process/metric_series.ts";

const method = { service: "pb.ChatService", method: "ChatStream", type: "server_stream" } as const;
const labels = 'grpc_type="server_stream",grpc_service="pb.ChatService",grpc_method="ChatStream"';

Deno.test("PrometheusMetrics counts calls by method and status, and running calls", async () => {
  const metrics = new PrometheusMetrics({ openStreams: () => 3 });
  metrics.callBegan(method);
  metrics.callBegan(method);
  const end = { status: "RESOURCE_EXHAUSTED", seconds: 0.2, received: 1, sent: 7 };
  metrics.callEnded(method, end);
  const series = seriesOf(await metrics.text());
  assert.equal(series[`grpc_server_started_total{${labels}}`], 2);
  assert.equal(series[`grpc_server_in_flight{${labels}}`], 1);
  assert.equal(series[`grpc_server_handled_total{${labels},grpc_code="ResourceExhausted"}`], 1);
  assert.equal(series[`grpc_server_msg_received_total{${labels}}`], 1);
  assert.equal(series[`grpc_server_msg_sent_total{${labels}}`], 7);
  assert.equal(series[`grpc_server_handling_seconds_bucket{le="0.1",${labels}}`], 0);
  assert.equal(series[`grpc_server_handling_seconds_bucket{le="0.25",${labels}}`], 1);
  assert.equal(series.parley_streams_open, 3);
});

Deno.test("PrometheusMetrics has one label for all unknown HTTP methods", async () => {
  const metrics = new PrometheusMetrics({ openStreams: () => 0 });
  for (let i = 0; i < 100; i++) {
    metrics.requestBegan();
    metrics.requestEnded({ method: `M${i}`, route: null, status: 405, seconds: 0.001 });
  }
  const counts = Object.entries(seriesOf(await metrics.text()))
    .filter(([name]) => name.startsWith("http_server_request_duration_seconds_count"));
  const series = 'http_request_method="_OTHER",http_route="",http_response_status_code="405"';
  assert.deepEqual(counts, [[`http_server_request_duration_seconds_count{${series}}`, 100]]);
});

Deno.test("PrometheusMetrics reports how answers ended, their time and their tokens", async () => {
  const metrics = new PrometheusMetrics({ openStreams: () => 0 });
  for (let i = 0; i < 3; i++) metrics.answerBegan();
  metrics.firstText(1.5);
  const used = { promptTokens: 10, completionTokens: 4 };
  metrics.answerEnded({ state: "complete", errorCode: null, ...used });
  metrics.answerEnded({ state: "failed", errorCode: "upstream_timeout", ...used });
  const series = seriesOf(await metrics.text());
  assert.equal(series.parley_answers_running, 1);
  assert.equal(series['parley_answers_ended_total{state="complete",error=""}'], 1);
  assert.equal(series['parley_answers_ended_total{state="failed",error="upstream_timeout"}'], 1);
  assert.equal(series['parley_tokens_total{kind="prompt"}'], 20);
  assert.equal(series['parley_tokens_total{kind="completion"}'], 8);
  assert.equal(series['parley_upstream_first_text_seconds_bucket{le="1"}'], 0);
  assert.equal(series['parley_upstream_first_text_seconds_bucket{le="2"}'], 1);
});

Deno.test("PrometheusMetrics reports the process's memory and CPU time", async () => {
  const series = seriesOf(await new PrometheusMetrics({ openStreams: () => 0 }).text());
  assert.ok(series.process_resident_memory_bytes! > 1_000_000);
  assert.ok(series.process_cpu_seconds_total! > 0);
  const age = Date.now() / 1000 - series.process_start_time_seconds!;
  assert.ok(age > 0 && age < 3600, String(age));
});
