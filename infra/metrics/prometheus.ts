import { cpuUsage } from "node:process";
import { Counter, Gauge, Histogram, Registry } from "prom-client";
import type { AnswerMetrics, EndedAnswer } from "../../domain/answers/metrics.ts";
import type {
  CalledMethod,
  EndedCall,
  EndedRequest,
  TransportMetrics,
} from "../../domain/metrics.ts";
import { VERSION } from "../../domain/version.ts";

/** Values that are read when metrics are scraped, rather than counted. */
export type PrometheusSources = {
  /** Number of open streams of answers. */
  readonly openStreams: () => number;
};

/** Seconds: from a quick read to a long answer. */
const CALL_BUCKETS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300];

/**
 * Seconds, as OpenTelemetry advises:
 * https://opentelemetry.io/docs/specs/semconv/http/http-metrics/#metric-httpserverrequestduration
 */
const REQUEST_BUCKETS = [0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10];

/** Seconds: reasoning models take long to begin. */
const FIRST_TEXT_BUCKETS = [0.1, 0.25, 0.5, 1, 2, 4, 8, 15, 30, 60, 120, 300];

/** Methods with a label of their own; all others are `_OTHER`, as in OpenTelemetry. */
const httpMethods = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"];

/**
 * Metrics for Prometheus, under well-known names: go-grpc-middleware's for gRPC, OpenTelemetry's
 * for HTTP, and `parley_*` for our own. Labels have few values, whatever callers send.
 */
export class PrometheusMetrics implements AnswerMetrics, TransportMetrics {
  readonly #registry = new Registry();
  readonly #calls = grpcSeries(this.#registry);
  readonly #requests = httpSeries(this.#registry);
  readonly #answers = answerSeries(this.#registry);

  constructor({ openStreams }: PrometheusSources) {
    addProcessSeries(this.#registry);
    new Gauge({
      name: "parley_streams_open",
      help: "Open streams of answers",
      registers: [this.#registry],
      collect() {
        this.set(openStreams());
      },
    });
  }

  /** The media type of {@link text}. */
  get contentType(): string {
    return this.#registry.contentType;
  }

  /** All series in Prometheus' text format. */
  text(): Promise<string> {
    return this.#registry.metrics();
  }

  callBegan(method: CalledMethod): void {
    const labels = labelsOf(method);
    this.#calls.started.inc(labels);
    this.#calls.inFlight.inc(labels);
  }

  callEnded(method: CalledMethod, { status, seconds, received, sent }: EndedCall): void {
    const labels = labelsOf(method);
    this.#calls.inFlight.dec(labels);
    this.#calls.handled.inc({ ...labels, grpc_code: codeName(status) });
    this.#calls.seconds.observe(labels, seconds);
    this.#calls.received.inc(labels, received);
    this.#calls.sent.inc(labels, sent);
  }

  requestBegan(): void {
    this.#requests.active.inc();
  }

  requestEnded({ method, route, status, seconds }: EndedRequest): void {
    this.#requests.active.dec();
    this.#requests.seconds.observe({
      http_request_method: httpMethods.includes(method) ? method : "_OTHER",
      http_route: route ?? "",
      http_response_status_code: status,
    }, seconds);
  }

  answerBegan(): void {
    this.#answers.running.inc();
  }

  firstText(seconds: number): void {
    this.#answers.firstText.observe(seconds);
  }

  answerEnded({ state, errorCode, promptTokens, completionTokens }: EndedAnswer): void {
    this.#answers.running.dec();
    this.#answers.ended.inc({ state, error: errorCode ?? "" });
    this.#answers.tokens.inc({ kind: "prompt" }, promptTokens);
    this.#answers.tokens.inc({ kind: "completion" }, completionTokens);
  }
}

function grpcSeries(registry: Registry) {
  const labelNames = ["grpc_type", "grpc_service", "grpc_method"] as const;
  const registers = [registry];
  const counter = (name: string, help: string) =>
    new Counter({ name, help, labelNames, registers });
  return {
    started: counter("grpc_server_started_total", "Calls received"),
    received: counter("grpc_server_msg_received_total", "Messages received in ended calls"),
    sent: counter("grpc_server_msg_sent_total", "Messages sent in ended calls"),
    handled: new Counter({
      name: "grpc_server_handled_total",
      help: "Ended calls, by status",
      labelNames: [...labelNames, "grpc_code"] as const,
      registers,
    }),
    inFlight: new Gauge({
      name: "grpc_server_in_flight",
      help: "Running calls",
      labelNames,
      registers,
    }),
    seconds: new Histogram({
      name: "grpc_server_handling_seconds",
      help: "Time from a call's headers to its status",
      labelNames,
      buckets: CALL_BUCKETS,
      registers,
    }),
  };
}

function httpSeries(registry: Registry) {
  const registers = [registry];
  return {
    active: new Gauge({
      name: "http_server_active_requests",
      help: "Requests without a response yet",
      registers,
    }),
    seconds: new Histogram({
      name: "http_server_request_duration_seconds",
      help: "Time from a request to its response's headers; the route is empty for unknown paths",
      labelNames: ["http_request_method", "http_route", "http_response_status_code"] as const,
      buckets: REQUEST_BUCKETS,
      registers,
    }),
  };
}

function answerSeries(registry: Registry) {
  const registers = [registry];
  return {
    running: new Gauge({
      name: "parley_answers_running",
      help: "Answers that this process is writing",
      registers,
    }),
    ended: new Counter({
      name: "parley_answers_ended_total",
      help: "Answers of this process that have ended, by state and error",
      labelNames: ["state", "error"] as const,
      registers,
    }),
    tokens: new Counter({
      name: "parley_tokens_total",
      help: "Tokens used by the answers of this process",
      labelNames: ["kind"] as const,
      registers,
    }),
    firstText: new Histogram({
      name: "parley_upstream_first_text_seconds",
      help: "Time from asking the model to its first text, including retries",
      buckets: FIRST_TEXT_BUCKETS,
      registers,
    }),
  };
}

/**
 * The usual process metrics of Prometheus. prom-client's own collector reads `/proc`, for which the
 * program has no permission.
 */
function addProcessSeries(registry: Registry): void {
  const registers = [registry];
  new Gauge({
    name: "parley_build_info",
    help: "1, with the program's version as a label",
    labelNames: ["version"],
    registers,
  }).set({ version: VERSION }, 1);
  const startedAt = (Date.now() - performance.now()) / 1000;
  new Gauge({
    name: "process_start_time_seconds",
    help: "Start of the process, in seconds since 1970",
    registers,
  }).set(startedAt);
  new Gauge({
    name: "process_resident_memory_bytes",
    help: "Resident memory of the process",
    registers,
    collect() {
      this.set(Deno.memoryUsage().rss);
    },
  });
  new Counter({
    name: "process_cpu_seconds_total",
    help: "CPU time used by the process, in user and system mode",
    registers,
    collect() {
      const { user, system } = cpuUsage();
      this.reset();
      this.inc((user + system) / 1e6);
    },
  });
}

function labelsOf({ type, service, method }: CalledMethod) {
  return { grpc_type: type, grpc_service: service, grpc_method: method };
}

/** `INVALID_ARGUMENT` in the form of Go's libraries, which dashboards expect: `InvalidArgument`. */
function codeName(status: string): string {
  if (status === "OK") return status;
  return status.toLowerCase().replace(/(?:^|_)(\w)/g, (_, letter: string) => letter.toUpperCase());
}
