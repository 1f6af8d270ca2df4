import type { AnswerSnapshot } from "./answer_feed.ts";
import { createAccountUseCases } from "./accounts.ts";
import { AnswerRunner } from "./answer_runner.ts";
import { AnswerWatch } from "./answer_watch.ts";
import { createAnswerUseCases } from "./answers.ts";
import type { AppDeps } from "./app_deps.ts";
import type { Chat, ChatConfig } from "./chat.ts";
import { createContinuationUseCases } from "./continuations.ts";
import { createChatUseCases } from "./chats.ts";
import type { Answer, Message, Turn } from "./message.ts";
import type { Model } from "./model_catalog.ts";
import { createTurnUseCases } from "./turns.ts";
import type { ApiToken, Principal, User } from "./user.ts";

/** What a new chat begins with; what is absent comes from the configured defaults. */
export type NewChatInput = {
  readonly userId: string;
  readonly message: string;
  /** Idempotency key: the same user and key never ask twice. */
  readonly requestId?: string;
  readonly model?: string;
  readonly systemMessage?: string;
  readonly config?: Partial<Omit<ChatConfig, "model">>;
};

/** A user's session as the cookie carries it. */
export type SignedIn = {
  readonly user: User;
  readonly secret: string;
  readonly expiresAt: Date;
};

/** A part of a chat's active path, oldest message first. */
export type MessagePage = {
  readonly messages: readonly Message[];
  /** Whether older messages come before these. */
  readonly hasOlder: boolean;
};

/**
 * All that Parley can do, bound once to its gateways; web pages, JSON and gRPC call nothing else.
 * Every method that takes a `userId` treats what others own as `not_found`. Errors are
 * {@link AppError}s with the codes named here, besides `unavailable`.
 */
export interface App {
  /** The models on offer; the first is the default. */
  readonly models: readonly [Model, ...Model[]];

  /**
   * Starts a chat with its first question and begins to answer it. The question is stored when
   * this returns; the answer goes on whatever becomes of the caller.
   *
   * @throws `invalid_argument`, `message_too_long`, `rate_limited`
   */
  startChat(input: NewChatInput): Promise<Turn>;

  /**
   * Asks the next question at the end of the chat's active path.
   *
   * @throws `invalid_argument`, `message_too_long`, `not_found`, `chat_ended`,
   * `answer_in_progress`, `rate_limited`
   */
  sendMessage(
    input: { userId: string; chatId: string; message: string; requestId?: string },
  ): Promise<Turn>;

  /**
   * As the predecessor did: goes on in the user's chat `chatId`, or starts a chat when that is
   * absent, empty, or not a chat of this user.
   *
   * @throws as `startChat` and `sendMessage`
   */
  continueOrStartChat(
    input: { userId: string; chatId?: string; message: string; requestId?: string },
  ): Promise<Turn>;

  /**
   * Answers the last question once more, beside the answers it has.
   *
   * @throws `not_found`, `invalid_argument` for an earlier question, `chat_ended`, `answer_in_progress`, `rate_limited`
   */
  regenerateAnswer(
    input: { userId: string; chatId: string; questionId: string; requestId?: string },
  ): Promise<Turn>;

  /**
   * Lets an answer that was stopped, cut off, or ended by its token limit go on where it ended, in the
   * same message.
   *
   * @param input `position` is where that is: the length of its text in UTF-16 code units. It makes
   * the call idempotent: an answer that has gone on from there already is not continued twice.
   * @returns The turn with this answer alone.
   * @throws `not_found`, `invalid_argument` when there is nothing to continue, `message_too_long`,
   * `chat_ended`, `answer_in_progress`, `rate_limited`
   */
  continueAnswer(
    input: { userId: string; chatId: string; answerId: string; position: number },
  ): Promise<Turn>;

  /**
   * Follows an answer: yields the whole text so far, as soon as there is any and then whenever it
   * has grown, and last of all the ended answer. Reads at the consumer's pace; steps missed are skipped, never
   * queued. Breaking off stops following, not the answer. Text never ends in half a surrogate pair
   * while the answer streams. Ends without an ended answer when it can't be followed here any more:
   * the process is stopping, and the answer made elsewhere.
   *
   * @param signal Ends the iteration, without an error.
   * @throws `not_found`
   */
  followAnswer(
    input: { userId: string; chatId: string; answerId: string; signal?: AbortSignal },
  ): AsyncIterable<AnswerSnapshot>;

  /**
   * Stops an answer and keeps its text. Stopping one that has ended changes nothing.
   *
   * @throws `not_found`
   */
  stopAnswer(input: { userId: string; chatId: string; answerId: string }): Promise<void>;

  /** @throws `not_found` */
  getChat(userId: string, chatId: string): Promise<Chat>;

  /** An answer with the text so far. @throws `not_found` */
  getAnswer(userId: string, chatId: string, answerId: string): Promise<Answer>;

  /** The user's chats by last message, newest first: `limit` of them after the chat `before`. */
  listChats(userId: string, page: { before?: string; limit: number }): Promise<Chat[]>;

  /**
   * The last `limit` messages of the active path, or those before the message `before`.
   *
   * @throws `not_found`
   */
  listMessages(
    input: { userId: string; chatId: string; before?: string; limit: number },
  ): Promise<MessagePage>;

  /** @throws `not_found`, `invalid_argument` */
  renameChat(input: { userId: string; chatId: string; title: string }): Promise<Chat>;

  /**
   * Ends a chat for good: it can be read but takes no more messages. A running answer is stopped.
   *
   * @throws `not_found`
   */
  endChat(userId: string, chatId: string): Promise<Chat>;

  /** Deletes a chat with all its messages; a running answer is stopped. @throws `not_found` */
  deleteChat(userId: string, chatId: string): Promise<void>;

  /**
   * Makes an account and signs it in.
   *
   * @param input `client` is the caller's network address, for the rate limit.
   * @throws `invalid_argument`, `email_taken` (both with `details.fields`), `rate_limited`,
   * `permission_denied` when sign-up is closed
   */
  signUp(
    input: { name: string; email: string; password: string; client: string },
  ): Promise<SignedIn>;

  /**
   * Begins a new session. An unknown address and a wrong password are one error and take the same
   * time.
   *
   * @throws `unauthenticated`, `rate_limited`
   */
  signIn(input: { email: string; password: string; client: string }): Promise<SignedIn>;

  /** Ends the session with this secret, if there is one. */
  signOut(secret: string): Promise<void>;

  /**
   * Whose session it is, or `null`. `renewedUntil` is set when the cookie should be sent again
   * with this expiry.
   */
  findSession(secret: string): Promise<{ user: User; renewedUntil: Date | null } | null>;

  /**
   * Who holds this token: the service token's holder may name any user, an API token's holder acts
   * for its owner.
   *
   * @param authorization Value of the `authorization` header or metadata, bare or `Bearer …`.
   * @throws `unauthenticated` when it is missing or wrong, without saying which.
   */
  authenticate(authorization: string | null | undefined): Promise<Principal>;

  /**
   * Makes an API token for the account with this e-mail address.
   *
   * @returns The token in clear, which is stored nowhere, and its record.
   * @throws `not_found`, `invalid_argument`
   */
  createApiToken(
    input: { email: string; name: string },
  ): Promise<{ token: string; record: ApiToken }>;

  /**
   * Loads what the next question needs, so that its answer needn't wait for it. To be called when
   * somebody may be about to ask: until then an idle process stays small. Costs nothing the second
   * time. A failure is logged, and met again by the question.
   */
  prepare(): Promise<void>;

  /** Begins the loop that stores running answers and interrupts those of processes that died. */
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
  const runner = new AnswerRunner({ ...deps, instanceId });
  const watch = new AnswerWatch(deps);
  const runnerDeps = { ...deps, runner, watch, instanceId };
  const { settings, tokenizer, provider } = deps;
  return {
    models: settings.models,
    ...createTurnUseCases(runnerDeps),
    ...createContinuationUseCases(runnerDeps),
    ...createAnswerUseCases(runnerDeps),
    ...createChatUseCases(runnerDeps),
    ...createAccountUseCases(deps),
    async prepare() {
      await Promise.all([tokenizer.warm(settings.defaultConfig.model), provider.warm()])
        .catch((error) => deps.log.error("Cannot prepare for questions", error));
    },
    start: () => runner.start(),
    async shutdown(graceMs) {
      await runner.shutdown(graceMs);
      await watch.close();
    },
  };
}
