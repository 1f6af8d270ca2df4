import type { AppDeps } from "../domain/app_deps.ts";
import type { CompletionProvider } from "../domain/completion_provider.ts";
import type { Log } from "../domain/log.ts";
import { CommonPasswordList } from "./common_password_list.ts";
import type { Config } from "./config.ts";
import type { Database } from "./db/database.ts";
import { SqlChatGateway } from "./db/sql_chat_gateway.ts";
import { SqlRateLimiter } from "./db/sql_rate_limiter.ts";
import { SqlTokenGateway } from "./db/sql_token_gateway.ts";
import { SqlTurnGateway } from "./db/sql_turn_gateway.ts";
import { SqlUserGateway } from "./db/sql_user_gateway.ts";
import { LuciaSessionGateway } from "./lucia_session_gateway.ts";
import { ScryptPasswordHasher } from "./scrypt_password_hasher.ts";
import { SystemClock } from "./system_clock.ts";
import { TiktokenTokenizer } from "./tiktoken_tokenizer.ts";
import { uuidV7 } from "./uuid_v7.ts";

/** Makes every gateway that the use cases need, as the configuration wants them. */
export async function createAppDeps(
  config: Config,
  { database, log }: { readonly database: Database; readonly log: Log },
): Promise<AppDeps> {
  const clock = new SystemClock();
  return {
    settings: {
      models: config.models,
      defaultConfig: config.newChat.config,
      defaultSystemMessage: config.newChat.systemMessage,
      serviceToken: config.authToken,
      signUpOpen: config.signUp === "open",
      limits: config.limits,
    },
    chats: new SqlChatGateway(database),
    turns: new SqlTurnGateway(database),
    users: new SqlUserGateway(database),
    sessions: new LuciaSessionGateway(database),
    tokens: new SqlTokenGateway(database),
    passwords: new ScryptPasswordHasher(),
    commonPasswords: new CommonPasswordList(),
    rateLimiter: new SqlRateLimiter(database, clock),
    provider: await createProvider(config),
    tokenizer: new TiktokenTokenizer(),
    clock,
    log,
    newId: uuidV7,
    newSecret,
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

function newSecret(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(32));
  return bytes.toBase64({ alphabet: "base64url", omitPadding: true });
}
