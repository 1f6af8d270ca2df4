import { type App, type AppDeps, type AppSettings, createApp } from "../../../domain/app.ts";
import type { Log } from "../../../domain/log.ts";
import type { Answer, Turn } from "../../../domain/chats/message.ts";
import { createGateways } from "../../../infra/process/create_gateways.ts";
import { fixedModels } from "../../../domain/models/directory.ts";
import type { ModelCatalog } from "../../../domain/models/catalog.ts";
import type { Database } from "../../../infra/db/connection/database.ts";
import { startSearchIndexer } from "../../../infra/db/search/search_indexer.ts";
import { OpenAICompletionProvider } from "../../../infra/openai/completion_provider.ts";
import { ScryptPasswordHasher } from "../../../infra/accounts/scrypt_password_hasher.ts";
import { SystemClock } from "../../../infra/runtime/system_clock.ts";
import { sqliteDatabase } from "../databases/databases.ts";
import {
  type FakeOpenAI,
  type FakeOpenAIOptions,
  startFakeOpenAI,
} from "../upstream/fake_openai.ts";
import { sampleConfig } from "./sample_messages.ts";

/** The service token of test apps. */
export const SERVICE_TOKEN = "service-token-for-tests";

/** A log that prints errors only, which a test should not cause. */
export const quietLog: Log = {
  debug() {},
  info() {},
  warn() {},
  error: (message, error) => console.error(message, error),
};

/** A log for tests that cause errors. */
export const silentLog: Log = { ...quietLog, error() {} };

/** Options that differ from the defaults. */
export type TestAppOptions = {
  readonly settings?: Partial<AppSettings> & { readonly models?: ModelCatalog };
  readonly deps?: Partial<AppDeps>;
  readonly upstream?: FakeOpenAIOptions;
  /** A migrated database; by default a new SQLite file. The app doesn't close it. */
  readonly database?: Database;
  /** False for an app that does only what it is asked to: without loops, and without search. */
  readonly loops?: boolean;
};

/** The real app on a real database, with the fake upstream as its model. */
export type TestApp = AsyncDisposable & {
  readonly app: App;
  readonly upstream: FakeOpenAI;
  readonly database: Database;
};

const plenty = { count: 1_000_000, seconds: 60 };

/** A fast hash, because hundreds of tests sign up. */
const cheap = { ln: 10, r: 8, p: 1 };

/** The model of test apps. */
const testModels: ModelCatalog = [{ name: "fake-model", contextTokens: 8192 }];

/** Settings of test apps: no limits, and no titles by the model. */
export const testSettings: AppSettings = {
  defaultConfig: sampleConfig,
  defaultSystemMessage: "",
  titles: null,
  serviceToken: SERVICE_TOKEN,
  serviceUsers: "any",
  signUpOpen: true,
  passwordSignIn: true,
  host: null,
  limits: {
    sends: plenty,
    answering: plenty.count,
    storage: null,
    signIns: plenty,
    clientSignIns: plenty,
  },
};

/** Starts an app. Disposing it ends its answers and closes everything that it opened. */
export async function startTestApp(options: TestAppOptions = {}): Promise<TestApp> {
  await using stack = new AsyncDisposableStack();
  const upstream = stack.use(await startFakeOpenAI(options.upstream));
  const database = options.database ?? stack.use(await sqliteDatabase());
  const clock = options.deps?.clock ?? new SystemClock();
  const { models = testModels, ...settings } = options.settings ?? {};
  const deps: AppDeps = {
    ...testSettings,
    ...settings,
    models: fixedModels(models),
    ...createGateways(database, clock),
    identityProviders: [],
    passwords: new ScryptPasswordHasher(cheap),
    provider: new OpenAICompletionProvider({
      baseUrl: upstream.url,
      apiKey: "test",
      maxRetries: 0,
    }),
    log: quietLog,
    ...options.deps,
  };
  const app = createApp(deps);
  stack.defer(() => app.shutdown(0));
  if (options.loops !== false) {
    await app.start();
    stack.use(startSearchIndexer(database, deps));
  }
  const owned = stack.move();
  return { app, upstream, database, [Symbol.asyncDispose]: () => owned.disposeAsync() };
}

/** Follows the first answer of a turn to its end. */
export async function answered(app: App, { chatId, question, answers }: Turn): Promise<Answer> {
  const key = { userId: question.userId, chatId, answerId: answers[0]!.id };
  for await (const { ended } of app.followAnswer(key)) {
    if (ended) return ended;
  }
  throw new Error("The answer was never ended");
}
