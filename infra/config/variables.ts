import type * as z from "zod";
import {
  modelSettings,
  type PublicSettings,
  type Setting,
  type SettingName,
  settingNames,
} from "../../domain/models/settings.ts";
import {
  baseUrl,
  bytes,
  corsOrigins,
  databaseUrl,
  decimal,
  httpOrigin,
  imageSources,
  modelList,
  oneOf,
  providerNames,
  someOf,
  text,
  textList,
  trustedProxies,
  upstreamNames,
  wholeNumber,
} from "./schemas.ts";

/** Variables of the settings of new chats. */
type SettingVariables = {
  readonly [Name in keyof PublicSettings as Uppercase<Name>]: z.ZodType<PublicSettings[Name]>;
};

const settingVariables = Object.fromEntries(
  settingNames.map((name) => [variableOf(name), settingSchema(modelSettings[name])]),
) as unknown as SettingVariables;

/** Each variable's schema and default. `.env.example` and the README explain them. */
export const variables = {
  HOST: text("a host name or IP address").default("127.0.0.1"),
  WEB_SERVER_PORT: wholeNumber(0, 65_535).default(8080),
  GRPC_SERVER_PORT: wholeNumber(0, 65_535).default(50_051),
  SERVE: someOf(["web", "grpc"]).default(["web", "grpc"]),
  PUBLIC_URL: httpOrigin().optional(),
  TRUST_PROXY: trustedProxies().default(0),
  SIGN_UP: oneOf(["open", "closed"]).default("open"),
  PASSWORD_SIGN_IN: oneOf(["on", "off"]).default("on"),
  OIDC_PROVIDERS: providerNames().default([]),
  SIGN_INS_PER_MINUTE: wholeNumber(1, 1_000_000).default(30),
  SENDS_PER_MINUTE: wholeNumber(1, 1_000_000).default(60),
  ANSWERS_PER_USER: wholeNumber(1, 1_000_000).default(20),
  STORAGE_PER_USER: bytes().default(1024 ** 3),
  STREAMS_PER_USER: wholeNumber(1, 1_000_000).default(32),
  IMAGES: imageSources().default([]),
  CORS_ORIGINS: corsOrigins().default([]),
  AUTH_TOKEN: text("a secret").optional(),
  AUTH_TOKEN_FILE: secretFile(),
  SERVICE_USERS: oneOf(["any", "programs"]).default("any"),

  DATABASE_URL: databaseUrl().optional(),
  DATABASE_URL_FILE: secretFile(),
  DB_DRIVER: oneOf(["mysql"]).optional(),
  DB_HOST: text("a host name").optional(),
  DB_PORT: wholeNumber(1, 65_535).default(3306),
  DB_USER: text("a user name").optional(),
  DB_PASSWORD: text("a password").optional(),
  DB_PASSWORD_FILE: secretFile(),
  DB_NAME: text("a database's name").optional(),
  DATABASE_WAIT: wholeNumber(0, 600, "seconds").default(30),
  MIGRATE: oneOf(["on", "off"]).default("on"),

  OPENAI_API_KEY: text("a key").optional(),
  OPENAI_API_KEY_FILE: secretFile(),
  OPENAI_BASE_URL: baseUrl().default("https://api.openai.com/v1"),
  UPSTREAMS: upstreamNames().default([]),
  UPSTREAM_FIRST_TEXT_TIMEOUT: wholeNumber(1, 3600, "seconds").default(300),
  UPSTREAM_IDLE_TIMEOUT: wholeNumber(1, 3600, "seconds").default(60),
  MODEL: text("a model's name").optional(),
  MODEL_MAX_TOKENS: wholeNumber(256, 100_000_000).optional(),
  MODELS: modelList().optional(),
  DISCOVER_MODELS: oneOf(["on", "off"]).optional(),
  INITIAL_CHAT_MESSAGE: text("a text").default(""),
  ...settingVariables,
  AUTO_TITLES: oneOf(["on", "off"]).default("on"),
  TITLE_MODEL: text("a model's name").optional(),

  GRPC_TLS_CERT: text("path of a PEM file").optional(),
  GRPC_TLS_KEY: text("path of a PEM file").optional(),
  GRPC_TLS_CLIENT_CA: text("path of a PEM file").optional(),
  GRPC_MAX_CONNECTION_AGE: wholeNumber(0, 604_800, "seconds").default(1800),

  METRICS_PORT: wholeNumber(0, 65_535).optional(),
  METRICS_HOST: text("a host name or IP address").default("127.0.0.1"),

  LOG_LEVEL: oneOf(["debug", "info", "warn", "error"]).default("info"),
  SHUTDOWN_GRACE: wholeNumber(0, 3600, "seconds").default(8),
} as const;

/** Name of a variable that Parley reads. */
export type VariableName = keyof typeof variables;

/** Name of a setting's variable. */
export function variableOf(name: SettingName): keyof SettingVariables {
  return modelSettings[name].publicName.toUpperCase() as keyof SettingVariables;
}

/** The file that has the value of the variable without `_FILE`. */
function secretFile() {
  return text("path of a file").optional();
}

function settingSchema(setting: Setting) {
  const { kind, neutral, range: [least, most] } = setting;
  switch (kind) {
    case "choice":
      return oneOf(setting.choices as [string, ...string[]]).default(neutral);
    case "decimal":
      return decimal(least, most).default(neutral);
    case "integer":
      return wholeNumber(least, most).default(neutral);
    case "optional integer":
      return wholeNumber(least, most).nullable().default(neutral);
    case "texts":
      return textList(most).default([...neutral]);
  }
}

/** Each variable's parsed value. */
export type VariableValues = { [Name in VariableName]: z.output<typeof variables[Name]> };

/** Names of all variables; the permissions of the start task list the same. */
export const variableNames = Object.keys(variables) as VariableName[];

/**
 * A variable's value for a message.
 *
 * @returns The value in quotes, with secrets and passwords in URLs as `***`.
 */
export function showValue(name: string, value: string): string {
  return JSON.stringify(isSecret(name) ? "***" : maskUrl(value));
}

/**
 * The variable whose value is in the file that this variable names.
 *
 * @returns `null` unless the name is a secret's with `_FILE` at its end.
 */
export function variableInFile(name: string): string | null {
  const inFile = name.endsWith("_FILE") ? name.slice(0, -"_FILE".length) : "";
  return isSecret(inFile) || inFile === "DATABASE_URL" ? inFile : null;
}

function isSecret(name: string): boolean {
  return /(_KEY|_HEADERS|_QUERY|TOKEN|PASSWORD|SECRET)$/.test(name) && !name.startsWith("GRPC_TLS");
}

/** A URL for a message, without its password and its query's values; other text stays as it is. */
export function maskUrl(url: string): string {
  return url.replace(/^(\w+:\/\/[^:/?#@]*:|(?!\w+:\/\/)[^@]*?:).*@/s, "$1***@")
    .replace(/\?.*/s, maskQuery);
}

/** Masks all parameters but those on encryption, because any other may be a password. */
function maskQuery(query: string): string {
  return query.replace(/([?&;#])(?!(?:ssl|ssl-ca)=)([^=&;#]*=)?[^&;#]+/g, "$1$2***");
}
