import type { Log } from "../../domain/log.ts";
import { VERSION } from "../../domain/version.ts";
import type { Model } from "../../domain/models/catalog.ts";
import type { Config } from "../config/config.ts";
import { maskUrl } from "../config/variables.ts";
import { sqlitePath } from "../db/connection/sqlite/path.ts";

/** The port of each service. */
export type ServedPorts = {
  /** Port of the pages and the JSON API; `null` when they aren't served. */
  readonly webPort: number | null;
  /** Port of gRPC; `null` when it isn't served. */
  readonly grpcPort: number | null;
  /** Port of the metrics; `null` when they aren't served. */
  readonly metricsPort: number | null;
};

/** Logs the version, what is served where and to whom, where data is, and which models answer. */
export function announce(config: Config, ports: ServedPorts, log: Log): void {
  const host = inUrl(config.host);
  const { webPort, grpcPort, metricsPort } = ports;
  log.info(`Parley ${VERSION} on Deno ${Deno.version.deno}`);
  if (webPort !== null) log.info(`Pages at http://${host}:${webPort}`);
  if (grpcPort !== null) log.info(`gRPC at ${host}:${grpcPort}${config.grpcTls ? " (TLS)" : ""}`);
  if (config.metrics) {
    log.info(`Metrics at http://${inUrl(config.metrics.host)}:${metricsPort}/metrics`);
  }
  log.info(signUpPolicies[config.signUp]);
  log.info(waysIn(config));
  log.info(limitsOf(config));
  log.info(`Data in ${placeOfData(config.databaseUrl)}`);
  announceModels(config, log);
  if (!config.serviceToken) log.info("No program may act for other users: AUTH_TOKEN is not set");
}

const signUpPolicies: Readonly<Record<Config["signUp"], string>> = {
  open: "Sign-up is open: whoever reaches the page can make an account (SIGN_UP=open)",
  closed: "Sign-up is closed: nobody can make an account (SIGN_UP=closed)",
};

function waysIn({ passwordSignIn, identityProviders }: Config): string {
  const providers = identityProviders.map(({ label, issuer }) => `through ${label} (${issuer})`);
  return `People sign in ${
    [...passwordSignIn ? ["with a password"] : [], ...providers].join(", ")
  }`;
}

function limitsOf({ limits, streamsPerUser }: Config): string {
  const { sends, answering, storage, clientSignIns } = limits;
  const stored = storage === null ? "any number of" : storage.toLocaleString("en");
  return `Limits: each user may ask ${sends.count} questions a minute, ${answering} at a time, ` +
    `store ${stored} bytes and follow ${streamsPerUser} answers; each address may try ` +
    `${clientSignIns.count} sign-ins a minute`;
}

/** A SQLite file's whole path, because a relative one depends on the folder of the start. */
function placeOfData(url: string): string {
  const path = sqlitePath(url);
  if (path === null) return maskUrl(url);
  if (path === ":memory:") return "memory only: they are lost when the program ends";
  return `${Deno.realPathSync(path)} (SQLite)`;
}

function announceModels(config: Config, log: Log): void {
  if (config.isDemo) {
    log.info("The built-in demo model answers, offline: OPENAI_API_KEY is not set");
  }
  if (config.openai) {
    const isListed = config.discovery?.configured.length === 0;
    const models = isListed ? "as it lists them" : config.ownModels.map(withSize).join(", ");
    log.info(`Models at ${maskUrl(config.openai.baseUrl)}: ${models}`);
  }
  for (const { name, baseUrl, configured, discovers } of config.upstreams) {
    const names = configured.map((model) => model.name);
    const models = [...names, ...discovers ? ["as it lists them"] : []].join(", ");
    log.info(`Models of ${name} at ${maskUrl(baseUrl)}: ${models}`);
  }
}

function withSize({ name, contextTokens, contextIsGuess }: Model): string {
  return `${name} (${contextTokens} tokens${
    contextIsGuess ? ", a guess: set MODEL_MAX_TOKENS" : ""
  })`;
}

function inUrl(host: string): string {
  return host.includes(":") ? `[${host}]` : host;
}
