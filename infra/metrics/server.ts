import { startWebServer, type WebServer } from "../web/web_server.ts";
import type { PrometheusMetrics } from "./prometheus.ts";

/** The default path of Prometheus. */
const PATH = "/metrics";

/** The metrics to serve, and where. */
export type MetricsServerOptions = {
  readonly metrics: Pick<PrometheusMetrics, "text" | "contentType">;
  readonly host: string;
  /** 0 for any free port. */
  readonly port: number;
};

/**
 * Serves metrics on a port of their own, since a server's load is not for the public.
 *
 * @throws {StartError} naming host and port when it can't listen there.
 */
export function startMetricsServer({ metrics, host, port }: MetricsServerOptions): WebServer {
  return startWebServer({
    host,
    port,
    what: "metrics",
    async handle({ url, method }) {
      if (new URL(url).pathname !== PATH) return refusal(404, `There is only ${PATH}`);
      if (method !== "GET" && method !== "HEAD") return refusal(405, `${PATH} takes GET`);
      const headers = { "Content-Type": metrics.contentType, "Cache-Control": "no-store" };
      return new Response(await metrics.text(), { headers });
    },
  });
}

function refusal(status: number, words: string): Response {
  return new Response(`${words}\n`, { status, headers: status === 405 ? { Allow: "GET" } : {} });
}
