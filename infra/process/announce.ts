import type { Log } from "../../domain/log.ts";
import type { Config } from "../config/config.ts";
import { maskUrl } from "../config/variables.ts";

/** The port of each service. */
export type ServedPorts = {
  /** Port of the pages and the JSON API; `null` when they aren't served. */
  readonly webPort: number | null;
  /** Port of gRPC; `null` when it isn't served. */
  readonly grpcPort: number | null;
  /** Port of the metrics; `null` when they aren't served. */
  readonly metricsPort: number | null;
};

/** Logs what is served where, which database is used, and which models answer. */
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
    const names = config.models.map(({ name, contextTokens, contextIsGuess }) =>
      `${name} (${contextTokens} tokens${contextIsGuess ? ", a guess: set MODEL_MAX_TOKENS" : ""})`
    );
    const models = isListed ? "as it lists them" : names.join(", ");
    log.info(`Models at ${maskUrl(config.openai.baseUrl)}: ${models}`);
  } else {
    log.info("The built-in demo model answers, offline: OPENAI_API_KEY is not set");
  }
  if (!config.serviceToken) log.info("No program may act for other users: AUTH_TOKEN is not set");
}

function inUrl(host: string): string {
  return host.includes(":") ? `[${host}]` : host;
}
