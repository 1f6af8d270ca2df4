import type { AppSettings } from "../../domain/app.ts";
import { type ChatConfig, settingNames } from "../../domain/models/settings.ts";
import type { ModelCatalog } from "../../domain/models/catalog.ts";
import type { Network } from "../../domain/network_address.ts";
import { type IdentityProviderConfig, readIdentityProviders } from "./identity_providers.ts";
import {
  showValue,
  type VariableName,
  variableNames,
  variableOf,
  variables,
  type VariableValues,
} from "./variables.ts";
import type { LogLevel } from "../log/log.ts";
import { type ModelsConfig, readModels } from "./models.ts";
import { readUpstreams, type UpstreamConfig } from "./upstreams.ts";

/** Everything an operator decides. Contains keys and passwords: never log it as a whole. */
export type Config = ModelsConfig & {
  /** Address to listen on. */
  readonly host: string;
  /** 0 for any free port. */
  readonly webPort: number;
  /** 0 for any free port. */
  readonly grpcPort: number;
  readonly serve: { readonly web: boolean; readonly grpc: boolean };
  /** Origin at which browsers reach the page, e.g. `https://chat.example.com`; `null` if unknown. */
  readonly publicUrl: string | null;
  /** How many proxies in front add to `X-Forwarded-For`, or the networks that they are in. */
  readonly trustedProxies: number | readonly Network[];
  /** How many streams of answers a user may have open in this process. */
  readonly streamsPerUser: number;
  readonly signUp: "open" | "closed";
  /** Whether people may sign in with passwords. */
  readonly passwordSignIn: boolean;
  /** The OpenID Connect providers that people can sign in with, in the order of their buttons. */
  readonly identityProviders: readonly IdentityProviderConfig[];
  /** Where images in messages may be loaded from: origins, or `https:` for any. */
  readonly images: readonly string[];
  /** Origins whose pages may call the JSON API from the browser, or `*`. */
  readonly corsOrigins: readonly string[];
  readonly limits: AppSettings["limits"];
  /** Token of a service that may act for users; `null` for none. */
  readonly serviceToken: string | null;
  /** Users that the service may act for: any, or only those that programs created. */
  readonly serviceUsers: "any" | "programs";
  /** `sqlite:…` or `mysql://…`, including its password. */
  readonly databaseUrl: string;
  /** How long to wait for the database at start. */
  readonly databaseWaitMs: number;
  /** Whether migrations run at start; if not, the schema must be current. */
  readonly migrate: boolean;
  /** The model's server without a name, with its key if it needs one; `null` when there is none. */
  readonly openai: OwnServer | null;
  /** Further servers of models, with names. */
  readonly upstreams: readonly (UpstreamConfig & UpstreamPatience)[];
  /** Whether the offline demo model answers, because there is no server. */
  readonly isDemo: boolean;
  /** Default system message and settings of a new chat. */
  readonly newChat: { readonly systemMessage: string; readonly config: ChatConfig };
  /** How a model makes titles for chats; `null` if the first words are the title. */
  readonly titles: AppSettings["titles"];
  /** Paths of PEM files; `null` for plain text. */
  readonly grpcTls: {
    readonly cert: string;
    readonly key: string;
    readonly clientCa: string | null;
  } | null;
  /** How long a gRPC connection lasts before its client is asked to reconnect; 0 for no limit. */
  readonly grpcConnectionAgeMs: number;
  /** Where metrics are served, if at all; port 0 for any free one. */
  readonly metrics: { readonly host: string; readonly port: number } | null;
  readonly logLevel: LogLevel;
  /** How long running answers may go on after the process was told to stop. */
  readonly shutdownGraceMs: number;
  /** What is set but probably not meant so, one sentence each, without secrets. */
  readonly warnings: readonly string[];
};

/** The server without a name. */
type OwnServer = UpstreamPatience & {
  readonly baseUrl: string;
  readonly apiKey: string | null;
};

/** How long a model's server may be silent. */
type UpstreamPatience = {
  /** Before an answer's first text. */
  readonly firstTextMs: number;
  /** Within an answer. */
  readonly idleMs: number;
};

/** Variables as text; an empty one counts as unset. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** What was noticed while the environment was read, one sentence each. */
export type EnvironmentNotes = {
  /** What keeps the program from starting. */
  readonly problems?: readonly string[];
  /** What is probably not meant as it is written. */
  readonly warnings?: readonly string[];
};

/** Lists everything that is wrong with the environment. */
export class ConfigError extends Error {
  override readonly name = "ConfigError";

  /**
   * @param problems One line each: the variable, its value, what is expected.
   * @param warnings What else is probably wrong.
   */
  constructor(readonly problems: readonly string[], warnings: readonly string[] = []) {
    super(["Cannot start with this configuration:", ...problems, ...warnings].join("\n  "));
  }
}

/**
 * Reads the configuration.
 *
 * @param env The environment, including the variables of `.env`.
 * @throws {ConfigError} listing all problems, with secrets masked.
 */
export function readConfig(env: Environment, notes: EnvironmentNotes = {}): Config {
  const problems = [...notes.problems ?? []];
  const values = readVariables(env, problems);
  const hasOwn = Boolean(env.OPENAI_API_KEY || env.OPENAI_BASE_URL);
  const upstreams = readUpstreams(values, env, problems);
  const isDemo = !hasOwn && values.UPSTREAMS.length === 0;
  const models = readModels(values, { env, hasOwn, upstreams }, problems);
  const patience = {
    firstTextMs: values.UPSTREAM_FIRST_TEXT_TIMEOUT * 1000,
    idleMs: values.UPSTREAM_IDLE_TIMEOUT * 1000,
  };
  const config = {
    host: values.HOST,
    webPort: values.WEB_SERVER_PORT,
    grpcPort: values.GRPC_SERVER_PORT,
    serve: { web: values.SERVE.includes("web"), grpc: values.SERVE.includes("grpc") },
    publicUrl: values.PUBLIC_URL ?? null,
    trustedProxies: values.TRUST_PROXY,
    streamsPerUser: values.STREAMS_PER_USER,
    signUp: values.SIGN_UP,
    passwordSignIn: values.PASSWORD_SIGN_IN === "on",
    identityProviders: identityProviders(values, env, problems),
    images: values.IMAGES,
    corsOrigins: values.CORS_ORIGINS,
    limits: {
      sends: { count: values.SENDS_PER_MINUTE, seconds: 60 },
      answering: values.ANSWERS_PER_USER,
      storage: values.STORAGE_PER_USER,
      signIns: { count: SIGN_INS_PER_ACCOUNT, seconds: 900 },
      clientSignIns: { count: values.SIGN_INS_PER_MINUTE, seconds: 60 },
    },
    serviceToken: values.AUTH_TOKEN ?? null,
    serviceUsers: values.SERVICE_USERS,
    databaseUrl: values.DATABASE_URL ?? databaseUrlOfParts(values, problems),
    databaseWaitMs: values.DATABASE_WAIT * 1000,
    migrate: values.MIGRATE === "on",
    openai: hasOwn
      ? {
        baseUrl: values.OPENAI_BASE_URL,
        apiKey: values.OPENAI_API_KEY ?? null,
        ...patience,
      }
      : null,
    upstreams: upstreams.map((upstream) => ({ ...upstream, ...patience })),
    isDemo,
    ...models,
    newChat: {
      systemMessage: values.INITIAL_CHAT_MESSAGE,
      config: chatConfig(values, models.models),
    },
    titles: isDemo || values.AUTO_TITLES === "off" ? null : { model: values.TITLE_MODEL ?? null },
    grpcTls: grpcTls(values, problems),
    grpcConnectionAgeMs: values.GRPC_MAX_CONNECTION_AGE * 1000,
    metrics: values.METRICS_PORT === undefined
      ? null
      : { host: values.METRICS_HOST, port: values.METRICS_PORT },
    logLevel: values.LOG_LEVEL,
    shutdownGraceMs: values.SHUTDOWN_GRACE * 1000,
    warnings: [...notes.warnings ?? [], ...databaseWarnings(values)],
  };
  checkReplyFits(config, problems);
  if (problems.length > 0) throw new ConfigError(problems, config.warnings);
  return config;
}

/** Attempts in 15 minutes: enough for a forgetful person, too few for guessing. */
const SIGN_INS_PER_ACCOUNT = 20;

/** The database when neither `DATABASE_URL` nor `DB_DRIVER` is set. */
const DEFAULT_DATABASE = "sqlite:data/parley.db";

/** Parses each variable by itself; an invalid one is reported and then counts as unset. */
function readVariables(env: Environment, problems: string[]): VariableValues {
  const read = (name: VariableName) => {
    const schema = variables[name];
    const value = env[name] || undefined;
    const result = schema.safeParse(value);
    if (result.success) return [name, result.data];
    const expected = result.error.issues[0]?.message;
    problems.push(`${name} is ${showValue(name, value ?? "")}: expected ${expected}`);
    return [name, schema.parse(undefined)];
  };
  return Object.fromEntries(variableNames.map(read));
}

/** Providers send browsers back to the public URL, which they know beforehand. */
function identityProviders(
  values: VariableValues,
  env: Environment,
  problems: string[],
): readonly IdentityProviderConfig[] {
  const providers = readIdentityProviders(env, { listed: values.OIDC_PROVIDERS, problems });
  if (providers.length > 0 && !env.PUBLIC_URL) {
    problems.push("PUBLIC_URL is not set: expected for signing in through a provider");
  }
  if (providers.length === 0 && values.PASSWORD_SIGN_IN === "off") {
    problems.push('PASSWORD_SIGN_IN is "off": expected on without a provider in OIDC_PROVIDERS');
  }
  return providers;
}

function databaseUrlOfParts(values: VariableValues, problems: string[]): string {
  if (!values.DB_DRIVER) return DEFAULT_DATABASE;
  for (const name of ["DB_HOST", "DB_USER", "DB_NAME"] as const) {
    if (!values[name]) problems.push(`${name} is not set: expected with DB_DRIVER=mysql`);
  }
  const user = encodeURIComponent(values.DB_USER ?? "");
  const password = encodeURIComponent(values.DB_PASSWORD ?? "");
  const database = encodeURIComponent(values.DB_NAME ?? "");
  return `mysql://${user}:${password}@${values.DB_HOST}:${values.DB_PORT}/${database}`;
}

/** The parts of a URL do nothing unless `DB_DRIVER` asks for them. */
function databaseWarnings(values: VariableValues): string[] {
  const parts = ["DB_HOST", "DB_USER", "DB_PASSWORD", "DB_NAME"] as const;
  const part = parts.find((name) => values[name] !== undefined);
  if (!part) return [];
  if (values.DATABASE_URL) return [`${part} is set, but DATABASE_URL counts: remove one of them`];
  if (values.DB_DRIVER) return [];
  return [
    `${part} is set, but DB_DRIVER is not, so the database is ${DEFAULT_DATABASE}: set ` +
    `DB_DRIVER=mysql, or remove ${part}`,
  ];
}

function chatConfig(values: VariableValues, [model]: ModelCatalog): ChatConfig {
  const settings = settingNames.map((name) => [name, values[variableOf(name)]]);
  return { model: model.name, ...Object.fromEntries(settings) };
}

function grpcTls(values: VariableValues, problems: string[]): Config["grpcTls"] {
  const { GRPC_TLS_CERT: cert, GRPC_TLS_KEY: key, GRPC_TLS_CLIENT_CA: clientCa } = values;
  if (cert && key) return { cert, key, clientCa: clientCa ?? null };
  const given = cert ? "GRPC_TLS_CERT" : key ? "GRPC_TLS_KEY" : "GRPC_TLS_CLIENT_CA";
  if (!cert && (key || clientCa)) problems.push(`GRPC_TLS_CERT is not set: expected with ${given}`);
  if (!key && (cert || clientCa)) problems.push(`GRPC_TLS_KEY is not set: expected with ${given}`);
  return null;
}

function checkReplyFits(config: Config, problems: string[]): void {
  const { maxTokens } = config.newChat.config;
  const smallest = Math.min(...config.models.map((model) => model.contextTokens));
  if (maxTokens === null || maxTokens < smallest) return;
  problems.push(
    `MAX_TOKENS is "${maxTokens}": expected less than the ${smallest} tokens that a model reads`,
  );
}
