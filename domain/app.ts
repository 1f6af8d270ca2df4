import { AccountEraser } from "./accounts/eraser.ts";
import { type AccountUseCases, createAccountUseCases } from "./accounts/accounts.ts";
import { type ActingUseCases, createActingUseCases } from "./accounts/acting_user.ts";
import { AnswerRunner } from "./answers/runner.ts";
import { AnswerWatch } from "./answers/watch.ts";
import { type AnswerUseCases, createAnswerUseCases } from "./answers/answers.ts";
import { type ApiTokenUseCases, createApiTokenUseCases } from "./accounts/api_tokens.ts";
import type { AppDeps } from "./app_deps.ts";
import { type BranchUseCases, createBranchUseCases } from "./answers/branches.ts";
import { type ChatSettingsUseCases, createChatSettingsUseCases } from "./chats/settings.ts";
import {
  type ContinueOrStartUseCases,
  createContinueOrStartUseCases,
} from "./answers/continue_or_start.ts";
import { type ContinuationUseCases, createContinuationUseCases } from "./answers/continuations.ts";
import { type ChatUpdateUseCases, createChatUpdateUseCases } from "./chats/updates.ts";
import { ChatPurge } from "./chats/purge.ts";
import { type ChatUseCases, createChatUseCases } from "./chats/chats.ts";
import { DeletedText } from "./deleted_text.ts";
import { createDeletionUseCases, type DeletionUseCases } from "./chats/deletions.ts";
import type { ModelCatalog } from "./models/catalog.ts";
import { createProfileUseCases, type ProfileUseCases } from "./accounts/profile.ts";
import { RightsWatch, type RightUseCases } from "./accounts/rights_watch.ts";
import { createStorageUseCases, type StorageUseCases } from "./accounts/storage.ts";
import { createSessionUseCases, type SessionUseCases } from "./accounts/sessions.ts";
import { TitleMaker } from "./chats/title_maker.ts";
import { createTitleUseCases, type TitleUseCases } from "./chats/titles.ts";
import { createShownMessageUseCases, type ShownMessageUseCases } from "./answers/shown_message.ts";
import { createSearchUseCases, type SearchUseCases } from "./search/search.ts";
import { createExportUseCases, type ExportUseCases } from "./archive/exports.ts";
import { createImportUseCases, type ImportUseCases } from "./archive/imports.ts";
import { createShareUseCases, type ShareUseCases } from "./sharing/shares.ts";
import { createTurnFollowUseCases, type TurnFollowUseCases } from "./answers/turn_follow.ts";
import { createTurnUseCases, type TurnUseCases } from "./answers/turns.ts";

/**
 * All that Parley can do, bound once to its gateways; web pages, JSON and gRPC call nothing else.
 * Every method that takes a `userId` treats what others own as `not_found`. Errors are
 * {@link AppError}s with the codes named here, besides `unavailable`.
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
   * Loads what the next question needs, so that its answer needn't wait for it. To be called when
   * somebody may be about to ask: until then an idle process stays small. Costs nothing the second
   * time. A failure is logged, and met again by the question.
   */
  prepare(): Promise<void>;

  /**
   * Begins the loops that store running answers and interrupt those of processes that died, and that
   * remove deleted chats.
   */
  start(): Promise<void>;

  /**
   * Refuses new turns with `unavailable`, gives running answers up to `graceMs` to end, then
   * interrupts and stores them, which ends their followers.
   */
  shutdown(graceMs: number): Promise<void>;
}

/** Binds every use case to its gateways. Nothing runs until `start()`. */
export function createApp(deps: AppDeps): App {
  const instanceId = deps.newId();
  const titles = new TitleMaker(deps);
  const onEnd = titles.begin.bind(titles);
  const runner = new AnswerRunner({ ...deps, instanceId, onEnd });
  const watch = new AnswerWatch(deps);
  const rightsWatch = new RightsWatch(deps);
  const deletedText = new DeletedText(deps);
  const eraser = new AccountEraser({ ...deps, runner, deletedText });
  const purge = new ChatPurge({ ...deps, deletedText });
  const runnerDeps = { ...deps, runner, watch, titles, instanceId };
  const { models, tokenizer, provider } = deps;
  const branches = createBranchUseCases(runnerDeps);
  const answers = createAnswerUseCases(runnerDeps);
  return {
    get models() {
      return models.catalog;
    },
    ...createActingUseCases(deps),
    ...createTurnUseCases(runnerDeps),
    ...createContinueOrStartUseCases(runnerDeps),
    ...createContinuationUseCases(runnerDeps),
    ...answers,
    ...createTurnFollowUseCases(answers),
    ...branches,
    ...createShownMessageUseCases({ ...deps, ...branches }),
    ...createChatUseCases(runnerDeps),
    ...createChatUpdateUseCases(runnerDeps),
    ...createChatSettingsUseCases(runnerDeps),
    ...createDeletionUseCases(runnerDeps),
    ...createTitleUseCases(runnerDeps),
    ...createSearchUseCases(deps),
    ...createAccountUseCases(deps),
    ...createProfileUseCases({ ...deps, eraser }),
    ...createSessionUseCases(deps),
    ...createApiTokenUseCases(deps),
    ...createStorageUseCases(deps),
    holdRight: rightsWatch.holdRight.bind(rightsWatch),
    ...createExportUseCases(deps),
    ...createImportUseCases(deps),
    ...createShareUseCases(deps),
    async prepare() {
      void models.prepare();
      await Promise.all([tokenizer.warm(models.catalog[0].name), provider.warm()])
        .catch((error) => deps.log.error("Cannot prepare for questions", error));
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
      await Promise.all([titles.close(), watch.close(), rightsWatch.close()]);
    },
  };
}
