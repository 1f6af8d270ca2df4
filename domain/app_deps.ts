import type { AnswerRunner } from "./answers/runner.ts";
import type { AnswerWatch } from "./answers/watch.ts";
import type { Chat } from "./chats/chat.ts";
import type { ChatConfig } from "./models/settings.ts";
import type { ChatBin } from "./chats/bin.ts";
import type { ArchiveFiles } from "./archive/files.ts";
import type { ArchiveGateway } from "./archive/gateway.ts";
import type { ChatGateway } from "./chats/gateway.ts";
import type { Clock } from "./clock.ts";
import type { CompletionProvider } from "./models/completion_provider.ts";
import type { TextWiper } from "./deleted_text.ts";
import type { DeviceGateway } from "./accounts/device_gateway.ts";
import type { ErasureGateway } from "./accounts/erasure_gateway.ts";
import type { Log } from "./log.ts";
import type { AnswerMetrics } from "./answers/metrics.ts";
import type { ModelDirectory } from "./models/directory.ts";
import type { RightGateway } from "./accounts/right_gateway.ts";
import type { SessionGateway } from "./accounts/session_gateway.ts";
import type { StorageGateway } from "./accounts/storage_gateway.ts";
import type { TokenGateway } from "./accounts/api_token_gateway.ts";
import type { TitleMaker } from "./chats/title_maker.ts";
import type { SearchGateway } from "./search/gateway.ts";
import type { ShareGateway } from "./sharing/gateway.ts";
import type { Tokenizer } from "./models/tokenizer.ts";
import type { TurnGateway, TurnLimits } from "./answers/turn_gateway.ts";
import type { PasswordHasher } from "./accounts/password_hasher.ts";
import type { PasswordStrength } from "./accounts/password_strength.ts";
import type { RateLimit, RateLimiter } from "./accounts/rate_limiter.ts";
import type { UserGateway } from "./accounts/user_gateway.ts";

/** What an operator decides about the use of the server. */
export type AppSettings = {
  /** Settings of a new chat, where its maker gives none. The model is the first on offer. */
  readonly defaultConfig: Omit<ChatConfig, "model">;
  /** System message of a new chat, where its maker gives none; may be empty. */
  readonly defaultSystemMessage: Chat["systemMessage"];
  /** The token whose holder may name any user; `null` when there is none. */
  readonly serviceToken: string | null;
  /** Whom that holder may name: anybody, or only users without an account, whom programs made. */
  readonly serviceUsers: "any" | "programs";
  /**
   * Whether chats get their titles from a model, and from which: `model` is `null` for each chat's own.
   */
  readonly titles: { readonly model: string | null } | null;
  readonly signUpOpen: boolean;
  /** Host name under which people know the site; `null` where the operator names none. */
  readonly host: string | null;
  readonly limits: TurnLimits & {
    /**
     * Tries to sign in to one account, from all unknown browsers together and from each known one; and tries
     * at the password in one session.
     */
    readonly signIns: RateLimit;
    /** Tries to sign in with an unknown browser, or up, from one network address. */
    readonly clientSignIns: RateLimit;
  };
};

/** The gateways and facts that the use cases are bound to. */
export type AppDeps = {
  readonly settings: AppSettings;
  readonly chats: ChatGateway;
  readonly bin: ChatBin;
  readonly search: SearchGateway;
  readonly turns: TurnGateway;
  readonly archives: ArchiveGateway;
  readonly archiveFiles: ArchiveFiles;
  readonly shares: ShareGateway;
  readonly users: UserGateway;
  readonly sessions: SessionGateway;
  readonly devices: DeviceGateway;
  readonly tokens: TokenGateway;
  readonly storage: StorageGateway;
  readonly rights: RightGateway;
  readonly erasures: ErasureGateway;
  readonly textWiper: TextWiper;
  readonly passwords: PasswordHasher;
  readonly passwordStrength: PasswordStrength;
  readonly rateLimiter: RateLimiter;
  readonly provider: CompletionProvider;
  readonly models: ModelDirectory;
  readonly tokenizer: Tokenizer;
  readonly clock: Clock;
  readonly log: Log;
  readonly metrics?: AnswerMetrics;
  /** A new UUIDv7. */
  readonly newId: () => string;
  /** 256 random bits as base64url. */
  readonly newSecret: () => string;
};

/** What use cases about answers need besides. */
export type RunnerDeps = AppDeps & {
  readonly runner: AnswerRunner;
  readonly watch: AnswerWatch;
  readonly titles: TitleMaker;
  readonly instanceId: string;
};
