import type { IdentityProvider } from "../../domain/accounts/identity_provider.ts";
import type { AnswerMetrics } from "../../domain/answers/metrics.ts";
import type { AppDeps } from "../../domain/app.ts";
import type { Clock } from "../../domain/clock.ts";
import type { Log } from "../../domain/log.ts";
import type { CompletionProvider } from "../../domain/models/completion_provider.ts";
import { fixedModels, type ModelDirectory } from "../../domain/models/directory.ts";
import type { Config } from "../config/config.ts";
import type { Database } from "../db/connection/database.ts";
import { SystemClock } from "../runtime/system_clock.ts";
import { createGateways } from "./create_gateways.ts";

/** Parts that are open already. */
export type OpenedParts = {
  readonly database: Database;
  readonly log: Log;
  readonly metrics?: AnswerMetrics;
};

/** Creates everything that the use cases need, as configured. */
export async function createAppDeps(
  config: Config,
  { database, log, metrics }: OpenedParts,
): Promise<AppDeps> {
  const clock = new SystemClock();
  return {
    defaultConfig: config.newChat.config,
    defaultSystemMessage: config.newChat.systemMessage,
    titles: config.titles,
    serviceToken: config.serviceToken,
    serviceUsers: config.serviceUsers,
    signUpOpen: config.signUp === "open",
    passwordSignIn: config.passwordSignIn,
    host: config.publicUrl && new URL(config.publicUrl).hostname,
    limits: config.limits,
    ...createGateways(database, clock),
    identityProviders: await createIdentityProviders(config, { clock, log }),
    provider: await createProvider(config),
    models: await createModels(config, { clock, log }),
    log,
    ...metrics && { metrics },
  };
}

/** Imports only the provider in use: the OpenAI SDK takes longer to load than everything else. */
async function createProvider({ isDemo, openai, upstreams }: Config): Promise<CompletionProvider> {
  if (isDemo) {
    const { DemoCompletionProvider } = await import("../demo/completion_provider.ts");
    return new DemoCompletionProvider();
  }
  const { OpenAICompletionProvider } = await import("../openai/completion_provider.ts");
  if (openai && upstreams.length === 0) return new OpenAICompletionProvider(openai);
  const { UpstreamProvider } = await import("../openai/upstream_provider.ts");
  const named = upstreams.map((server) => [server.name, server] as const);
  const servers = [...openai ? [[null, openai] as const] : [], ...named];
  return new UpstreamProvider(
    new Map(servers.map(([name, server]) => [name, new OpenAICompletionProvider(server)])),
  );
}

/** Imports OpenID Connect only when a provider is configured. */
async function createIdentityProviders(
  { identityProviders }: Config,
  deps: { readonly clock: Clock; readonly log: Log },
): Promise<readonly IdentityProvider[]> {
  if (identityProviders.length === 0) return [];
  const { OpenIdProvider } = await import("../accounts/openid_provider.ts");
  return identityProviders.map((config) => new OpenIdProvider(config, deps));
}

/** Imports the lookup of models only when there is a server. */
async function createModels(
  config: Config,
  deps: { readonly clock: Clock; readonly log: Log },
): Promise<ModelDirectory> {
  if (config.isDemo) return fixedModels(config.models);
  const { createUpstreamModels } = await import("./create_upstream_models.ts");
  return createUpstreamModels(config, deps);
}
