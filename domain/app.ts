import {
  type AccountUseCases,
  createAccountUseCases,
  type SignInLimits,
} from "./accounts/accounts.ts";
import { type ActingUseCases, createActingUseCases } from "./accounts/acting_user.ts";
import type { ApiTokenGateway } from "./accounts/api_token_gateway.ts";
import { type ApiTokenUseCases, createApiTokenUseCases } from "./accounts/api_tokens.ts";
import type { DeviceGateway } from "./accounts/device_gateway.ts";
import { AccountEraser } from "./accounts/eraser.ts";
import type { ErasureGateway } from "./accounts/erasure_gateway.ts";
import type { IdentityGateway } from "./accounts/identity_gateway.ts";
import type { IdentityProvider } from "./accounts/identity_provider.ts";
import type { PasswordHasher } from "./accounts/password_hasher.ts";
import type { PasswordStrength } from "./accounts/password_strength.ts";
import { createProfileUseCases, type ProfileUseCases } from "./accounts/profile.ts";
import {
  createProviderLinkUseCases,
  type ProviderLinkUseCases,
} from "./accounts/provider_links.ts";
import {
  createProviderSignInUseCases,
  type ProviderSignInUseCases,
} from "./accounts/provider_sign_in.ts";
import type { RateLimiter } from "./accounts/rate_limiter.ts";
import type { RightGateway } from "./accounts/right_gateway.ts";
import { HeldRights, type RightUseCases } from "./accounts/held_rights.ts";
import type { SessionGateway } from "./accounts/session_gateway.ts";
import { createSessionUseCases, type SessionUseCases } from "./accounts/sessions.ts";
import { createStorageUseCases, type StorageUseCases } from "./accounts/storage.ts";
import type { StorageGateway } from "./accounts/storage_gateway.ts";
import type { UserGateway } from "./accounts/user_gateway.ts";
import {
  type AnswerUseCases,
  createAnswerUseCases,
  openFeed,
  stopAnswersIn,
} from "./answers/answers.ts";
import { type BranchUseCases, createBranchUseCases } from "./answers/branches.ts";
import { type ContinuationUseCases, createContinuationUseCases } from "./answers/continuations.ts";
import {
  type ContinueOrStartUseCases,
  createContinueOrStartUseCases,
} from "./answers/continue_or_start.ts";
import type { AnswerMetrics } from "./answers/metrics.ts";
import { AnswerRunner } from "./answers/runner.ts";
import { createShownMessageUseCases, type ShownMessageUseCases } from "./answers/shown_message.ts";
import { createTurnFollowUseCases, type TurnFollowUseCases } from "./answers/turn_follow.ts";
import type { TurnGateway, TurnLimits } from "./answers/turn_gateway.ts";
import { createTurnUseCases, type TurnUseCases } from "./answers/turns.ts";
import { StoredFeeds } from "./answers/stored_feeds.ts";
import { createExportUseCases, type ExportUseCases } from "./archive/exports.ts";
import type { ArchiveFiles } from "./archive/files.ts";
import type { ArchiveGateway } from "./archive/gateway.ts";
import { createImportUseCases, type ImportUseCases } from "./archive/imports.ts";
import type { ChatBin } from "./chats/bin.ts";
import type { Chat } from "./chats/chat.ts";
import { type ChatUseCases, createChatUseCases } from "./chats/chats.ts";
import { createDeletionUseCases, type DeletionUseCases } from "./chats/deletions.ts";
import type { ChatGateway } from "./chats/gateway.ts";
import { ChatPurge } from "./chats/purge.ts";
import { type ChatSettingsUseCases, createChatSettingsUseCases } from "./chats/settings.ts";
import { TitleMaker } from "./chats/title_maker.ts";
import { createTitleUseCases, type TitleUseCases } from "./chats/titles.ts";
import { type ChatUpdateUseCases, createChatUpdateUseCases } from "./chats/updates.ts";
import type { Clock } from "./clock.ts";
import { DeletedText, type TextWiper } from "./deleted_text.ts";
import type { Log } from "./log.ts";
import type { ModelCatalog } from "./models/catalog.ts";
import type { CompletionProvider } from "./models/completion_provider.ts";
import type { ModelDirectory } from "./models/directory.ts";
import { LearnedModels } from "./models/learned_models.ts";
import type { ModelSettings } from "./models/settings.ts";
import type { Tokenizer } from "./models/tokenizer.ts";
import type { SearchGateway } from "./search/gateway.ts";
import { createSearchUseCases, type SearchUseCases } from "./search/search.ts";
import type { ShareGateway } from "./sharing/gateway.ts";
import { createShareUseCases, type ShareUseCases } from "./sharing/shares.ts";

/** What an operator decides about the use of the server. */
export type AppSettings = {
  /** Settings of a new chat whose creator gives none. Its model is the first in the catalogue. */
  readonly defaultConfig: ModelSettings;
  /** System message of a new chat whose creator gives none; may be empty. */
  readonly defaultSystemMessage: string;
  /** The token whose holder may name any user; `null` when there is none. */
  readonly serviceToken: string | null;
  /** Which users that holder may name: any, or only those without an account, made by programs. */
  readonly serviceUsers: "any" | "programs";
  /**
   * The model that writes titles: `model` names it, or is `null` for each chat's own. `null`: none.
   */
  readonly titles: { readonly model: string | null } | null;
  readonly signUpOpen: boolean;
  /** Whether people may sign in with passwords; if not, only through identity providers. */
  readonly passwordSignIn: boolean;
  /** The site's public host name; `null` when the operator has not set one. */
  readonly host: string | null;
  readonly limits: SignInLimits & TurnLimits;
};

/**
 * All gateways and settings that the use cases need. Each use case names its few in its own file.
 */
export type AppDeps = AppSettings & {
  readonly users: UserGateway;
  /** The services that people can sign in with, in the order of their buttons. */
  readonly identityProviders: readonly IdentityProvider[];
  readonly identities: IdentityGateway;
  readonly sessions: SessionGateway;
  readonly devices: DeviceGateway;
  readonly apiTokens: ApiTokenGateway;
  readonly rights: RightGateway;
  readonly storage: StorageGateway;
  readonly erasures: ErasureGateway;
  readonly passwords: PasswordHasher;
  readonly passwordStrength: PasswordStrength;
  readonly rateLimiter: RateLimiter;
  readonly models: ModelDirectory;
  readonly provider: CompletionProvider;
  readonly tokenizer: Tokenizer;
  readonly search: SearchGateway;
  readonly chats: ChatGateway;
  readonly bin: ChatBin;
  readonly textWiper: TextWiper;
  readonly turns: TurnGateway;
  readonly archives: ArchiveGateway;
  readonly archiveFiles: ArchiveFiles;
  readonly shares: ShareGateway;
  readonly clock: Clock;
  readonly log: Log;
  readonly metrics?: AnswerMetrics;
  /** Identifies this process among those on the same database. */
  readonly instanceId: string;
  /** A new UUIDv7. */
  readonly newId: () => string;
  /** 256 random bits as base64url. */
  readonly newSecret: () => string;
  /** The SHA-256 of a text in UTF-8, as 64 lower-case hexadecimal digits. */
  readonly sha256: (text: string) => string;
};

/**
 * Everything Parley can do. Web pages, JSON and gRPC all call this object and nothing else. For a
 * method that takes a `userId`, what belongs to another user doesn't exist: naming it is
 * `not_found`, lists and selections leave it out, and `continueOrStartChat()` begins a new chat.
 * Errors are {@link AppError}s with the codes named here, or `unavailable`.
 */
export interface App
  extends
    ActingUseCases,
    TurnUseCases,
    ContinueOrStartUseCases,
    ContinuationUseCases,
    AnswerUseCases,
    TurnFollowUseCases,
    BranchUseCases,
    ChatUseCases,
    ChatUpdateUseCases,
    ChatSettingsUseCases,
    DeletionUseCases,
    TitleUseCases,
    AccountUseCases,
    ProviderSignInUseCases,
    ProviderLinkUseCases,
    ProfileUseCases,
    SessionUseCases,
    ApiTokenUseCases,
    RightUseCases,
    StorageUseCases,
    SearchUseCases,
    ExportUseCases,
    ImportUseCases,
    ShareUseCases,
    ShownMessageUseCases {
  /** The models on offer now; the first is the default. */
  readonly models: ModelCatalog;

  /**
   * Loads what the next question needs, so that its answer doesn't wait for it. Called when a page
   * or program may be about to ask: until then an idle process stays small. The second call costs
   * nothing. A failure is logged, and the question meets it again.
   */
  prepare(): Promise<void>;

  /**
   * Starts the loops that store running answers, interrupt the answers of processes that died, and
   * remove deleted accounts, chats and text.
   */
  start(): Promise<void>;

  /**
   * Refuses new turns with `unavailable`, gives running answers up to `graceMs` to end, then
   * interrupts and stores them. Their followers end with them.
   */
  shutdown(graceMs: number): Promise<void>;
}

/** Binds every use case to its gateways. No loop runs before `start()`. */
export function createApp(given: AppDeps): App {
  const deps = { ...given, models: new LearnedModels(given.models) };
  const { models, tokenizer, provider, turns, log } = deps;
  const titleMaker = new TitleMaker(deps);
  const onEnd = titleMaker.begin.bind(titleMaker);
  const runner = new AnswerRunner({ ...deps, onEnd });
  const storedFeeds = new StoredFeeds(deps);
  const heldRights = new HeldRights(deps);
  const deletedText = new DeletedText(deps);
  const eraser = new AccountEraser({ ...deps, runner, deletedText });
  const purge = new ChatPurge({ ...deps, deletedText });
  const chatDeps = {
    ...deps,
    titleMaker,
    stopAnswersIn: (chat: Chat) => stopAnswersIn({ runner, turns }, chat),
  };
  const answerDeps = { ...deps, runner, storedFeeds };
  const branches = createBranchUseCases(answerDeps);
  const answers = createAnswerUseCases(answerDeps);
  return {
    get models() {
      return models.catalog;
    },
    ...createActingUseCases(deps),
    ...createAccountUseCases(deps),
    ...createProviderSignInUseCases(deps),
    ...createProviderLinkUseCases(deps),
    ...createProfileUseCases({ ...deps, eraser }),
    ...createSessionUseCases(deps),
    ...createApiTokenUseCases(deps),
    ...createStorageUseCases(deps),
    holdRight: heldRights.holdRight.bind(heldRights),
    ...createSearchUseCases(deps),
    ...createChatUseCases(chatDeps),
    ...createChatUpdateUseCases(chatDeps),
    ...createChatSettingsUseCases(chatDeps),
    ...createDeletionUseCases(chatDeps),
    ...createTitleUseCases(chatDeps),
    ...createTurnUseCases(answerDeps),
    ...createContinueOrStartUseCases(answerDeps),
    ...createContinuationUseCases(answerDeps),
    ...answers,
    ...createTurnFollowUseCases((key) => openFeed(answerDeps, key)),
    ...branches,
    ...createShownMessageUseCases({ ...deps, ...branches }),
    ...createExportUseCases(deps),
    ...createImportUseCases(deps),
    ...createShareUseCases(deps),
    async prepare() {
      void models.prepare();
      await Promise.all([tokenizer.warm(models.catalog[0].name), provider.warm()])
        .catch((error) => log.error("Cannot prepare for questions", error));
    },
    async start() {
      void models.prepare();
      await runner.start();
      eraser.start();
      purge.start();
      deletedText.start();
    },
    async shutdown(graceMs) {
      models.close();
      await Promise.all([
        runner.shutdown(graceMs),
        eraser.close(),
        purge.close(),
        deletedText.close(),
      ]);
      await Promise.all([titleMaker.close(), storedFeeds.close(), heldRights.close()]);
    },
  };
}
