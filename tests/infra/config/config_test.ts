import assert from "node:assert/strict";
import { neutralSettings } from "../../../domain/models/settings.ts";
import { parseNetwork } from "../../../domain/network_address.ts";
import { ConfigError, type Environment, readConfig } from "../../../infra/config/config.ts";
import { maskUrl, variableInFile, variableNames } from "../../../infra/config/variables.ts";

/** The lines that `readConfig` reports for these variables. */
function problemsOf(env: Environment): readonly string[] {
  try {
    readConfig(env);
  } catch (error) {
    if (error instanceof ConfigError) return error.problems;
    throw error;
  }
  return [];
}

Deno.test("readConfig() starts on SQLite with the demo model when nothing is set", () => {
  const config = readConfig({});
  assert.equal(config.databaseUrl, "sqlite:data/parley.db");
  assert.equal(config.openai, null);
  assert.deepEqual(config.models.map((model) => model.name), ["demo"]);
  assert.equal(config.newChat.config.model, "demo");
  assert.deepEqual([config.host, config.webPort, config.grpcPort], ["127.0.0.1", 8080, 50051]);
  assert.deepEqual(config.serve, { web: true, grpc: true });
  assert.equal(config.serviceToken, null);
});

Deno.test("readConfig() takes empty variables for unset ones", () => {
  const empty = Object.fromEntries(variableNames.map((name) => [name, ""]));
  assert.deepEqual(readConfig(empty), readConfig({}));
});

Deno.test("readConfig() reads which origins may call the API", () => {
  const originsOf = (CORS_ORIGINS?: string) => readConfig({ CORS_ORIGINS }).corsOrigins;
  assert.deepEqual(originsOf(), []);
  assert.deepEqual(originsOf("*"), ["*"]);
  const several = originsOf("https://App.example/, http://localhost:5173");
  assert.deepEqual(several, ["https://app.example", "http://localhost:5173"]);
  for (const wrong of ["app.example", "*,https://a.example", "null", "https://u@a.example"]) {
    assert.throws(() => originsOf(wrong), /CORS_ORIGINS/);
  }
});

Deno.test("readConfig() reads how many bytes a user may have stored", () => {
  const storageOf = (STORAGE_PER_USER?: string) => readConfig({ STORAGE_PER_USER }).limits.storage;
  const sizes: [string | undefined, number | null][] = [
    [undefined, 1024 ** 3],
    ["0", null],
    ["off", null],
    ["123456", 123_456],
    ["500MB", 500_000_000],
    ["1.5 GiB", 1.5 * 1024 ** 3],
    ["64kib", 65_536],
  ];
  for (const [text, size] of sizes) assert.equal(storageOf(text), size);
  for (const wrong of ["-1", "1e9", "1 G", "much", "1GiB/day", "9999999TB", "1,5GB"]) {
    assert.throws(() => storageOf(wrong), /STORAGE_PER_USER is .* such as 500MB or 1GiB/);
  }
});

Deno.test("readConfig() reads where images may be fetched from", () => {
  const imagesOf = (IMAGES?: string) => readConfig({ IMAGES }).images;
  assert.deepEqual(imagesOf(), []);
  assert.deepEqual(imagesOf("off"), []);
  assert.deepEqual(imagesOf("on"), ["https:"]);
  assert.deepEqual(imagesOf("https://A.example/, https://b.example:8443"), [
    "https://a.example",
    "https://b.example:8443",
  ]);
  for (
    const wrong of ["yes", "http://a.example", "https://a.example/path", "https://u@a.example"]
  ) {
    assert.throws(() => imagesOf(wrong), ConfigError);
  }
  assert.throws(() => imagesOf("https://a.example;script-src *"), ConfigError);
});

Deno.test("readConfig() serves metrics when their port is set", () => {
  assert.equal(readConfig({ METRICS_HOST: "0.0.0.0" }).metrics, null);
  const place = { host: "127.0.0.1", port: 9464 };
  assert.deepEqual(readConfig({ METRICS_PORT: "9464" }).metrics, place);
  assert.deepEqual(problemsOf({ METRICS_PORT: "on" }), [
    'METRICS_PORT is "on": expected a whole number from 0 to 65535',
  ]);
});

Deno.test("readConfig() limits the age of gRPC connections to half an hour, or to the given time", () => {
  assert.equal(readConfig({}).grpcConnectionAgeMs, 1_800_000);
  assert.equal(readConfig({ GRPC_MAX_CONNECTION_AGE: "0" }).grpcConnectionAgeMs, 0);
});

Deno.test("readConfig() reads the predecessor's environment", () => {
  const config = readConfig({
    DB_DRIVER: "mysql",
    DB_HOST: "mysql",
    DB_PORT: "3306",
    DB_USER: "root",
    DB_PASSWORD: "p@ss/word",
    DB_NAME: "chat_test",
    WEB_SERVER_PORT: "8081",
    GRPC_SERVER_PORT: "50052",
    INITIAL_CHAT_MESSAGE: "Você é um assistente",
    OPENAI_API_KEY: "sk-0000",
    MODEL: "gpt-3.5-turbo",
    MODEL_MAX_TOKENS: "4096",
    TEMPERATURE: "0.2",
    TOP_P: ".2",
    N: "1",
    STOP: '["\\super-end\\"]',
    MAX_TOKENS: "300",
    AUTH_TOKEN: "123456",
  });
  assert.equal(config.databaseUrl, "mysql://root:p%40ss%2Fword@mysql:3306/chat_test");
  assert.deepEqual([config.webPort, config.grpcPort], [8081, 50052]);
  assert.deepEqual(config.openai, {
    baseUrl: "https://api.openai.com/v1",
    apiKey: "sk-0000",
    firstTextMs: 300_000,
    idleMs: 60_000,
  });
  assert.deepEqual(config.models, [{ name: "gpt-3.5-turbo", contextTokens: 4096 }]);
  assert.equal(config.serviceToken, "123456");
  assert.deepEqual(config.newChat, {
    systemMessage: "Você é um assistente",
    config: {
      ...neutralSettings,
      model: "gpt-3.5-turbo",
      temperature: 0.2,
      topP: 0.2,
      maxTokens: 300,
      stop: ['["\\super-end\\"]'],
    },
  });
});

Deno.test("readConfig() prefers DATABASE_URL to the predecessor's DB_ variables", () => {
  const env = { DATABASE_URL: "mysql://a:b@c/d", DB_DRIVER: "mysql" };
  assert.equal(readConfig(env).databaseUrl, "mysql://a:b@c/d");
});

Deno.test("readConfig() warns of parts of a MySQL URL that do nothing", () => {
  const warningsOf = (env: Environment) => readConfig(env).warnings;
  assert.deepEqual(warningsOf({ DB_HOST: "mysql", DB_PASSWORD: "s3cr3t" }), [
    "DB_HOST is set, but DB_DRIVER is not, so the database is sqlite:data/parley.db: set " +
    "DB_DRIVER=mysql, or remove DB_HOST",
  ]);
  assert.deepEqual(warningsOf({ DB_PASSWORD: "s3cr3t", DATABASE_URL: "mysql://a:b@c/d" }), [
    "DB_PASSWORD is set, but DATABASE_URL counts: remove one of them",
  ]);
  const parts = { DB_HOST: "mysql", DB_USER: "parley", DB_NAME: "parley" };
  assert.deepEqual(warningsOf({ DB_DRIVER: "mysql", ...parts }), []);
});

Deno.test("readConfig() asks a compatible server without a key when only its URL is set", () => {
  const { openai } = readConfig({ OPENAI_BASE_URL: "http://127.0.0.1:11434/v1/" });
  assert.equal(openai?.baseUrl, "http://127.0.0.1:11434/v1");
  assert.equal(openai?.apiKey, null);
});

Deno.test("readConfig() puts MODEL first in the catalogue, with its own context size", () => {
  const key = { OPENAI_API_KEY: "k" };
  const catalog = (env: Environment) => readConfig({ ...key, ...env }).models;
  assert.deepEqual(catalog({}), [{ name: "gpt-5.4-mini", contextTokens: 128_000 }]);
  assert.deepEqual(catalog({ MODEL: "x" }), [
    { name: "x", contextTokens: 8192, contextIsGuess: true },
  ]);
  assert.deepEqual(catalog({ MODEL: "gpt-4.1" }), [{ name: "gpt-4.1", contextTokens: 1_047_576 }]);
  const MODELS = "llama3.2:3b=131072, a=b=4000";
  const [llama, ab] = [{ name: "llama3.2:3b", contextTokens: 131_072 }, {
    name: "a=b",
    contextTokens: 4000,
  }];
  assert.deepEqual(catalog({ MODELS }), [llama, ab]);
  assert.deepEqual(catalog({ MODELS, MODEL: "a=b" }), [ab, llama]);
  assert.deepEqual(catalog({ MODELS, MODEL: "a=b", MODEL_MAX_TOKENS: "512" }), [
    { name: "a=b", contextTokens: 512 },
    llama,
  ]);
});

Deno.test("readConfig() looks models up at a compatible server when no model is configured", () => {
  const discovery = (env: Environment) => readConfig(env).discovery;
  const own = { OPENAI_BASE_URL: "http://127.0.0.1:11434/v1" };
  const key = { OPENAI_API_KEY: "k" };
  assert.deepEqual(discovery(own), { configured: [], assumedTokens: null });
  const sized = { ...own, MODEL_MAX_TOKENS: "32768" };
  assert.deepEqual(discovery(sized), { configured: [], assumedTokens: 32_768 });
  const others = [{}, key, { ...own, MODEL: "a" }, { ...own, MODELS: "a=4096" }];
  for (const env of [...others, { DISCOVER_MODELS: "on" }, { ...own, DISCOVER_MODELS: "off" }]) {
    assert.equal(discovery(env), null, JSON.stringify(env));
  }
});

Deno.test("readConfig() with DISCOVER_MODELS keeps the configured models and their sizes", () => {
  const discovery = (env: Environment) =>
    readConfig({ OPENAI_API_KEY: "k", DISCOVER_MODELS: "on", ...env }).discovery;
  const [a, b] = [{ name: "a", contextTokens: 4096 }, { name: "b", contextTokens: 8000 }];
  assert.deepEqual(discovery({})?.configured, []);
  assert.deepEqual(discovery({ MODEL: "a" }), {
    configured: [{ name: "a", contextTokens: null }],
    assumedTokens: null,
  });
  assert.deepEqual(discovery({ MODEL: "a", MODEL_MAX_TOKENS: "4096" })?.configured, [a]);
  assert.deepEqual(discovery({ MODELS: "b=8000,a=4096", MODEL: "a" })?.configured, [a, b]);
});

Deno.test("readConfig() says which base URL a call's URL has", () => {
  const url = "http://me:s3cr3t@models.example/v1/chat/completions";
  assert.deepEqual(problemsOf({ OPENAI_BASE_URL: url }), [
    'OPENAI_BASE_URL is "http://me:***@models.example/v1/chat/completions": expected the URL to ' +
    "which paths of calls are added: http://models.example/v1",
  ]);
});

Deno.test("readConfig() reads several upstreams", () => {
  const config = readConfig({
    UPSTREAMS: "openrouter, my-azure",
    UPSTREAM_OPENROUTER_BASE_URL: "https://openrouter.ai/api/v1/",
    UPSTREAM_OPENROUTER_API_KEY: "sk-or",
    UPSTREAM_OPENROUTER_HEADERS: "HTTP-Referer=https://chat.example.com/?a=b, X-Title=Our chat",
    UPSTREAM_MY_AZURE_BASE_URL: "https://x.openai.azure.com/openai/deployments/chat",
    UPSTREAM_MY_AZURE_HEADERS: '{"api-key": "s3,cr3t"}',
    UPSTREAM_MY_AZURE_QUERY: "?api-version=2024-10-21",
    UPSTREAM_MY_AZURE_MODELS: "gpt-4o, tuned=4096",
    UPSTREAM_IDLE_TIMEOUT: "7",
    MODEL: "openrouter/x/y",
    MODEL_MAX_TOKENS: "1000",
  });
  const patience = { firstTextMs: 300_000, idleMs: 7_000 };
  assert.deepEqual(config.upstreams, [{
    name: "openrouter",
    baseUrl: "https://openrouter.ai/api/v1",
    apiKey: "sk-or",
    headers: { "http-referer": "https://chat.example.com/?a=b", "x-title": "Our chat" },
    query: {},
    configured: [{ name: "x/y", contextTokens: 1000 }],
    discovers: true,
    ...patience,
  }, {
    name: "my-azure",
    baseUrl: "https://x.openai.azure.com/openai/deployments/chat",
    apiKey: null,
    headers: { "api-key": "s3,cr3t" },
    query: { "api-version": "2024-10-21" },
    configured: [{ name: "gpt-4o", contextTokens: null }, { name: "tuned", contextTokens: 4096 }],
    discovers: false,
    ...patience,
  }]);
  assert.equal(config.openai, null);
  assert.equal(config.isDemo, false);
  assert.deepEqual(config.models, [
    { name: "openrouter/x/y", contextTokens: 1000 },
    { name: "my-azure/gpt-4o", contextTokens: 128_000 },
    { name: "my-azure/tuned", contextTokens: 4096 },
  ]);
  assert.equal(config.newChat.config.model, "openrouter/x/y");
});

Deno.test("readConfig() keeps the server without a name beside others", () => {
  const env = {
    OPENAI_API_KEY: "k",
    UPSTREAMS: "local",
    UPSTREAM_LOCAL_BASE_URL: "http://127.0.0.1:11434/v1",
    UPSTREAM_LOCAL_MODELS: "llama3.2",
  };
  const llama = { name: "local/llama3.2", contextTokens: 8192, contextIsGuess: true };
  const mini = { name: "gpt-5.4-mini", contextTokens: 128_000 };
  assert.deepEqual(readConfig(env).models, [mini, llama]);
  assert.deepEqual(readConfig({ ...env, MODEL: "local/llama3.2" }).models, [llama, mini]);
});

Deno.test("readConfig() says what is wrong with upstreams, without their secrets", () => {
  const local = { UPSTREAMS: "local", UPSTREAM_LOCAL_BASE_URL: "http://local/v1" };
  const wrong = (env: Environment, ...problems: string[]) =>
    assert.deepEqual(problemsOf({ ...local, ...env }), problems);
  wrong(
    { UPSTREAMS: "Local,x y" },
    'UPSTREAMS is "Local,x y": expected different names of small letters, digits and hyphens ' +
      "with commas, e.g. openrouter,local",
    "UPSTREAM_LOCAL_BASE_URL is set: expected local in UPSTREAMS, which names the upstreams",
  );
  wrong(
    { UPSTREAMS: "local,other", UPSTREAM_THIRD_API_KEY: "s3cr3t" },
    "UPSTREAM_THIRD_API_KEY is set: expected third in UPSTREAMS, which names the upstreams",
    "UPSTREAM_OTHER_BASE_URL is not set: expected, as UPSTREAMS has other",
  );
  wrong(
    {
      UPSTREAM_LOCAL_BASE_URL: "http://local/v1/chat/completions",
      UPSTREAM_LOCAL_HEADERS: "api key: s3cr3t",
      UPSTREAM_LOCAL_QUERY: "s3cr3t",
      UPSTREAM_LOCAL_MODELS: "a,,b",
    },
    'UPSTREAM_LOCAL_BASE_URL is "http://local/v1/chat/completions": expected the URL to which ' +
      "paths of calls are added: http://local/v1",
    'UPSTREAM_LOCAL_HEADERS is "***": expected name=value, several of them with commas, or a JSON ' +
      'object, e.g. {"x-title":"Parley"}',
    'UPSTREAM_LOCAL_QUERY is "***": expected parameters of a URL, e.g. api-version=2024-10-21',
    'UPSTREAM_LOCAL_MODELS is "a,,b": expected name or name=contextTokens, several of them with ' +
      "commas, e.g. gpt-4o=128000,o3",
  );
  wrong(
    { MODEL: "gpt-4o", TITLE_MODEL: "local/small", MODELS: "a=1000" },
    'MODEL is "gpt-4o": expected it with its upstream, such as local/gpt-4o',
    "MODELS is set: expected UPSTREAM_<NAME>_MODELS with UPSTREAMS",
  );
});

Deno.test("readConfig() reads STOP as a JSON array or with commas", () => {
  const stop = (STOP: string) => readConfig({ STOP }).newChat.config.stop;
  assert.deepEqual(stop('["\\n\\n", "a,b"]'), ["\n\n", "a,b"]);
  assert.deepEqual(stop("END,###"), ["END", "###"]);
  assert.deepEqual(stop("4"), ["4"]);
});

Deno.test("readConfig() reports every problem with the variable's name, its value and the expected values", () => {
  const problems = problemsOf({
    WEB_SERVER_PORT: "80a",
    GRPC_SERVER_PORT: "70000",
    SERVE: "web,smtp",
    PUBLIC_URL: "https://chat.example.com/parley",
    TEMPERATURE: "2.5",
    STOP: "a,b,c,d,e",
    MODELS: "gpt",
    SIGN_UP: "maybe",
    IMAGES: "https://a.example,http://b.example",
    CORS_ORIGINS: "https://a.example/app",
    OPENAI_BASE_URL: "ftp://models",
    DB_DRIVER: "mysql",
    DB_USER: "parley",
    DB_NAME: "parley",
    GRPC_TLS_KEY: "certs/key.pem",
  });
  assert.deepEqual(problems, [
    'WEB_SERVER_PORT is "80a": expected a whole number from 0 to 65535',
    'GRPC_SERVER_PORT is "70000": expected a whole number from 0 to 65535',
    'SERVE is "web,smtp": expected web or grpc, or both with a comma',
    'PUBLIC_URL is "https://chat.example.com/parley": expected an http or https URL without a ' +
    "path, e.g. https://chat.example.com",
    'SIGN_UP is "maybe": expected open or closed',
    'IMAGES is "https://a.example,http://b.example": expected off, on, or https origins with ' +
    "commas between them, e.g. https://i.example.com",
    'CORS_ORIGINS is "https://a.example/app": expected * or origins with commas between them, ' +
    "e.g. https://app.example.com",
    'OPENAI_BASE_URL is "ftp://models": expected an http or https URL',
    'MODELS is "gpt": expected name=contextTokens, several of them with commas, e.g. ' +
    "llama3.2=131072",
    'TEMPERATURE is "2.5": expected a number from 0 to 2',
    'STOP is "a,b,c,d,e": expected at most 4 texts, as a JSON array or with commas between them',
    "DB_HOST is not set: expected with DB_DRIVER=mysql",
    "GRPC_TLS_CERT is not set: expected with GRPC_TLS_KEY",
  ]);
});

Deno.test("readConfig() refuses a reply longer than the smallest model reads", () => {
  const env = { OPENAI_API_KEY: "k", MODEL: "a", MODELS: "a=8000,b=4000", MAX_TOKENS: "4000" };
  assert.deepEqual(problemsOf(env), [
    'MAX_TOKENS is "4000": expected less than the 4000 tokens that a model reads',
  ]);
  assert.deepEqual(problemsOf({ ...env, MAX_TOKENS: "3999" }), []);
});

Deno.test("readConfig() reads the providers that people can sign in with", () => {
  const { identityProviders } = readConfig({
    PUBLIC_URL: "https://chat.example.com",
    OIDC_PROVIDERS: "corp, School2",
    OIDC_GOOGLE_CLIENT_ID: "g",
    OIDC_GOOGLE_SECRET: "s",
    OIDC_GOOGLE_ALLOWED_DOMAINS: "Example.com, example.org",
    OIDC_CORP_ISSUER: "https://id.example.com/realms/corp",
    OIDC_CORP_CLIENT_ID: "parley",
    OIDC_CORP_SCOPES: "email profile groups",
    OIDC_CORP_TRUSTED_DOMAINS: "example.com",
    OIDC_CORP_LABEL: "Corporate account",
    OIDC_SCHOOL2_ISSUER: "http://127.0.0.1:9000",
    OIDC_SCHOOL2_CLIENT_ID: "p",
  });
  const none = { secret: null, allowedDomains: [], trustedDomains: [] };
  const scopes = ["openid", "email", "profile"];
  assert.deepEqual(identityProviders, [
    {
      ...{ ...none, scopes, name: "google", label: "Google", clientId: "g", secret: "s" },
      issuer: "https://accounts.google.com",
      allowedDomains: ["example.com", "example.org"],
    },
    {
      ...{ ...none, name: "corp", label: "Corporate account", clientId: "parley" },
      issuer: "https://id.example.com/realms/corp",
      scopes: ["openid", "email", "profile", "groups"],
      trustedDomains: ["example.com"],
    },
    {
      ...{ ...none, scopes, name: "school2", label: "School2", clientId: "p" },
      issuer: "http://127.0.0.1:9000",
    },
  ]);
});

Deno.test("readConfig() reports everything that is wrong with providers", () => {
  const problems = problemsOf({
    OIDC_PROVIDERS: "corp",
    OIDC_GOOGLE_SECRET: "s3cr3t",
    OIDC_GOOGLE_CLIENT_SECRET: "s3cr3t",
    OIDC_CORP_ISSUER: "http://id.example.com",
    OIDC_CORP_ALLOWED_DOMAINS: "@example.com",
    OIDC_CORP_SCOPES: 'say "hello"',
    OIDC_SCHOOL_ISSUER: "https://id.example.org",
    OIDC_CORP_ROLE: "admin",
  });
  const endings =
    "_ISSUER, _CLIENT_ID, _SECRET, _SCOPES, _LABEL, _ALLOWED_DOMAINS, _TRUSTED_DOMAINS";
  assert.deepEqual(problems, [
    "OIDC_GOOGLE_CLIENT_SECRET is set: expected its name to be OIDC_GOOGLE_SECRET",
    "OIDC_SCHOOL_ISSUER is set: expected school in OIDC_PROVIDERS",
    "OIDC_CORP_ROLE is set: expected OIDC_, a name of letters and digits that OIDC_PROVIDERS " +
    `lists, and one of ${endings}`,
    "OIDC_GOOGLE_CLIENT_ID is not set: expected for the provider google",
    'OIDC_CORP_ISSUER is "http://id.example.com": expected the https URL that the provider calls ' +
    "its issuer, e.g. https://accounts.google.com",
    'OIDC_CORP_SCOPES is "say \\"hello\\"": expected scopes with spaces between them, e.g. openid ' +
    "email profile",
    'OIDC_CORP_ALLOWED_DOMAINS is "@example.com": expected domains with commas between them, ' +
    "e.g. example.com,example.org",
    "OIDC_CORP_CLIENT_ID is not set: expected for the provider corp",
    "PUBLIC_URL is not set: expected for signing in through a provider",
  ]);
  assert.deepEqual(problemsOf({ PASSWORD_SIGN_IN: "off" }), [
    'PASSWORD_SIGN_IN is "off": expected on without a provider in OIDC_PROVIDERS',
  ]);
  assert.deepEqual(problemsOf({ OIDC_PROVIDERS: "my-corp", PUBLIC_URL: "https://a.example" }), [
    'OIDC_PROVIDERS is "my-corp": expected different names of up to 32 letters and digits with ' +
    "commas between them, e.g. google,corp",
  ]);
});

Deno.test("readConfig() shows no secret in its reports", () => {
  const problems = problemsOf({
    OPENAI_API_KEY: "   ",
    AUTH_TOKEN: " ",
    DATABASE_URL: "postgres://parley:s3cr3t@db/parley?passwd=s3cr3t",
    OPENAI_BASE_URL: "http://models/v1?key=s3cr3t",
  }).join("\n");
  assert.doesNotMatch(problems, /s3cr3t/);
  assert.match(problems, /OPENAI_API_KEY is "\*\*\*"/);
  assert.match(problems, /AUTH_TOKEN is "\*\*\*"/);
  assert.match(problems, /DATABASE_URL is "postgres:\/\/parley:\*\*\*@db\/parley\?passwd=\*\*\*"/);
  assert.match(problems, /OPENAI_BASE_URL is "http:\/\/models\/v1\?key=\*\*\*": expected/);
});

Deno.test("readConfig() refuses a DATABASE_URL with a percent sign that encodes nothing", () => {
  const expected = "expected sqlite:path/to/file.db or mysql://user:password@host:3306/database, " +
    "where %25 is a %";
  for (const rest of ["u:50%off@h/db", "50%:p@h/db", "u:p@h/50%", "u:%ff@h/db"]) {
    const DATABASE_URL = `mysql://${rest}`;
    assert.deepEqual(problemsOf({ DATABASE_URL }), [
      `DATABASE_URL is "${maskUrl(DATABASE_URL)}": ${expected}`,
    ]);
  }
  for (const DATABASE_URL of ["mysql://u:50%25off@h/db", "sqlite:data/50%.db"]) {
    assert.deepEqual(problemsOf({ DATABASE_URL }), []);
  }
});

Deno.test("maskUrl() hides passwords, however odd, and nothing else", () => {
  assert.equal(maskUrl("mysql://u@h:3306/d"), "mysql://u@h:3306/d");
  assert.equal(maskUrl("mysql://u:p@h:3306/d"), "mysql://u:***@h:3306/d");
  assert.equal(maskUrl("mysql://u:p@:/@h/d"), "mysql://u:***@h/d");
  assert.equal(maskUrl("mysql://:p@h/d"), "mysql://:***@h/d");
  assert.equal(maskUrl("mysql:u:p@h/d"), "mysql:***@h/d");
  assert.equal(maskUrl("sqlite:data/parley.db"), "sqlite:data/parley.db");
  assert.equal(maskUrl("http://127.0.0.1:11434/v1"), "http://127.0.0.1:11434/v1");
  assert.equal(maskUrl("mysql://h/d?ssl=off&ssl-ca=a"), "mysql://h/d?ssl=off&ssl-ca=a");
  assert.equal(maskUrl("mysql://u:p@h/d?ssl=off&passwd=s"), "mysql://u:***@h/d?ssl=off&passwd=***");
  assert.equal(maskUrl("http://h/v1?key=a=b?c&d;e#f"), "http://h/v1?key=***&***;***#***");
});

Deno.test("the variables have the same names in the code, .env.example, README and permissions", async () => {
  const root = new URL("../../../", import.meta.url);
  const read = (path: string) => Deno.readTextFile(new URL(path, root));
  const names = (text: string, pattern: RegExp) =>
    [...text.matchAll(pattern)].map(([, name]) => name).sort();
  const expected = [...variableNames].sort();
  assert.deepEqual(names(await read(".env.example"), /^(?:# ?)?([A-Z][A-Z0-9_]*)=/gm), expected);
  assert.deepEqual(names(await read("README.md"), /^\| `([A-Z][A-Z0-9_]*)`/gm), expected);
  const allowed: string[] = JSON.parse(await read("deno.json")).permissions.default.env;
  const isAllowed = (name: string) =>
    allowed.includes(name.replace(/^(GRPC|OIDC|UPSTREAM)_.*/, "$1_*"));
  assert.deepEqual(expected.filter((name) => !isAllowed(name!)), []);
});

Deno.test("docker-compose.yaml passes on every variable except those that it sets itself", async () => {
  const file = new URL("../../../docker-compose.yaml", import.meta.url);
  const [app = ""] = (await Deno.readTextFile(file)).match(/^ {2}app:.*?^ {2}mysql:/ms) ?? [];
  const passed = [...app.matchAll(/^ {6}([A-Z][A-Z_]*): \$\{([A-Z_]+):[-?]/gm)];
  for (const [, name, source] of passed) assert.equal(name, source);
  // The address and ports inside the container, and the URL of the database's container.
  const decided = ["HOST", "WEB_SERVER_PORT", "GRPC_SERVER_PORT", "DATABASE_URL"]
    .concat("METRICS_HOST", "DB_DRIVER", "DB_HOST", "DB_PORT", "DB_USER", "DB_NAME");
  // Files with secrets have to be mounted; docs/docker-compose.secrets.yaml does that.
  const expected = variableNames.filter((name) =>
    !decided.includes(name) && variableInFile(name) === null
  );
  // Google's need not be listed, so they are passed on as well.
  const names = passed.map(([, name]) => name).filter((name) => !name!.startsWith("OIDC_GOOGLE_"));
  assert.deepEqual(names.sort(), expected.sort());
});

Deno.test("docs/docker-compose.secrets.yaml has each secret in a file that it mounts", async () => {
  const file = new URL("../../../docs/docker-compose.secrets.yaml", import.meta.url);
  const text = await Deno.readTextFile(file);
  const services = text.matchAll(/^ {2}(app|mysql):\n((?: {4}.*\n|\n)+)/gm);
  const [app, mysql] = services.map(([, , service]) => service!).toArray();
  const mounted = (service: string) =>
    [...service.matchAll(/\/run\/secrets\/(\w+)$/gm)].map(([, name]) => name).sort();
  const given = (service: string) =>
    [...service.matchAll(/^ {6}- (\w+)$/gm)].map(([, name]) => name).sort();
  for (const service of [app!, mysql!]) assert.deepEqual(mounted(service), given(service));
  const names = [...app!.matchAll(/^ {6}([A-Z][A-Z_]*):/gm)].map(([, name]) => name!);
  assert.deepEqual(names.filter((name) => !(variableNames as string[]).includes(name)), []);
  const secrets = variableNames.filter((name) => variableInFile(name) !== null);
  // The URL is made of its parts there.
  const expected = secrets.filter((name) => name !== "DATABASE_URL_FILE").sort();
  assert.deepEqual(names.filter((name) => name.endsWith("_FILE")).sort(), expected);
  for (const name of [...given(app!), ...given(mysql!)]) {
    assert.ok(text.includes(`\n  ${name}:\n    file: secrets/${name}\n`), `${name}`);
  }
});

Deno.test("readConfig() has the model make titles, except with the demo model or when titles are off", () => {
  const titles = (env: Environment) => readConfig({ OPENAI_API_KEY: "k", ...env }).titles;
  assert.deepEqual(titles({}), { model: null });
  assert.deepEqual(titles({ TITLE_MODEL: "small" }), { model: "small" });
  assert.equal(titles({ AUTO_TITLES: "off", TITLE_MODEL: "small" }), null);
  assert.equal(titles({ OPENAI_API_KEY: "" }), null);
});

Deno.test("TRUST_PROXY names one proxy, several proxies, or their networks", () => {
  const trusted = (value: string) => readConfig({ TRUST_PROXY: value }).trustedProxies;
  assert.deepEqual(["off", "on", "0", "3"].map(trusted), [0, 1, 0, 3]);
  const networks = ["10.0.0.0/8", "fd00::1"].map(parseNetwork);
  assert.deepEqual(trusted("10.0.0.0/8, fd00::1"), networks);
  for (const value of ["yes", "17", "10.0.0.0/33", "10.0.0.0/8,proxy", "-1"]) {
    assert.match(
      problemsOf({ TRUST_PROXY: value }).join(),
      /expected off, on, a number of proxies/,
    );
  }
});

Deno.test("SERVICE_USERS is for any user unless it says otherwise", () => {
  assert.equal(readConfig({}).serviceUsers, "any");
  assert.equal(readConfig({ SERVICE_USERS: "programs" }).serviceUsers, "programs");
  assert.match(problemsOf({ SERVICE_USERS: "none" }).join(), /expected any or programs/);
});
