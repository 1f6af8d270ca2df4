import type { Log } from "../../domain/log.ts";
import type { Config } from "../config/config.ts";
import { maskUrl } from "../config/variables.ts";

/** At which ports is served what. */
export type ServedPorts = {
  /** Where pages are served; `null` when they aren't. */
  readonly webPort: number | null;
  /** Where gRPC is served; `null` when it isn't. */
  readonly grpcPort: number | null;
  /** Where metrics are served; `null` when they aren't. */
  readonly metricsPort: number | null;
};

/** Tells the operator what is served where, and what answers. */
export function announce(config: Config, ports: ServedPorts, log: Log): void {
  const host = inUrl(config.host);
  const { webPort, grpcPort, metricsPort } = ports;
  if (webPort !== null) log.info(`Pages at http://${host}:${webPort}`);
  if (grpcPort !== null) log.info(`gRPC at ${host}:${grpcPort}${config.grpcTls ? " (TLS)" : ""}`);
  if (config.metrics) {
    log.info(`Metrics at http://${inUrl(config.metrics.host)}:${metricsPort}/metrics`);
  }
  log.info(`Data in ${maskUrl(config.databaseUrl)}`);
  if (config.openai) {
    const isListed = config.discovery?.configured.length === 0;
    const names = config.models.map((model) => `${model.name} (${model.contextTokens} tokens)`);
    const models = isListed ? "as it lists them" : names.join(", ");
    log.info(`Models at ${maskUrl(config.openai.baseUrl)}: ${models}`);
  } else {
    log.info("The built-in demo model answers, offline: OPENAI_API_KEY is not set");
  }
  if (!config.authToken) log.info("No program may act for other users: AUTH_TOKEN is not set");
}

function inUrl(host: string): string {
  return host.includes(":") ? `[${host}]` : host;
}
