import type { AppDeps } from "../domain/app_deps.ts";
import type { CompletionProvider } from "../domain/completion_provider.ts";
import type { Log } from "../domain/log.ts";
import type { Config } from "./config.ts";
import { createGateways } from "./create_gateways.ts";
import type { Database } from "./db/database.ts";
import { SystemClock } from "./system_clock.ts";

/** Makes all that the use cases need, as the configuration wants it. */
export async function createAppDeps(
  config: Config,
  { database, log }: { readonly database: Database; readonly log: Log },
): Promise<AppDeps> {
  return {
    settings: {
      models: config.models,
      defaultConfig: config.newChat.config,
      defaultSystemMessage: config.newChat.systemMessage,
      serviceToken: config.authToken,
      signUpOpen: config.signUp === "open",
      limits: config.limits,
    },
    ...createGateways(database, new SystemClock()),
    provider: await createProvider(config),
    log,
  };
}

/** Imports the one provider that is used: the OpenAI SDK takes longer to load than all the rest. */
async function createProvider({ openai }: Config): Promise<CompletionProvider> {
  if (openai) {
    const { OpenAICompletionProvider } = await import("./openai_completion_provider.ts");
    return new OpenAICompletionProvider(openai);
  }
  const { DemoCompletionProvider } = await import("./demo_completion_provider.ts");
  return new DemoCompletionProvider();
}
