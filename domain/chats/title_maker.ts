import type { UserGateway } from "../accounts/user_gateway.ts";
import type { Clock } from "../clock.ts";
import type { Log } from "../log.ts";
import type { CompletionProvider, CompletionRequest } from "../models/completion_provider.ts";
import { neutralSettings } from "../models/settings.ts";
import type { ChatGateway } from "./gateway.ts";
import type { Answer, Question, Turn } from "./message.ts";
import { titleFromMessage, titleFromModel } from "./title.ts";

/** What the title maker works with. */
export type TitleMakerDeps = {
  readonly chats: ChatGateway;
  readonly users: UserGateway;
  readonly provider: CompletionProvider;
  readonly clock: Clock;
  readonly log: Log;
  /**
   * The model that writes titles: `model` names it, or is `null` for each chat's own. `null`: none.
   */
  readonly titles: { readonly model: string | null } | null;
};

/** Most tokens of a title. */
const TITLE_TOKENS = 30;

/** How much of a question and of its answer the model gets, in UTF-16 code units. */
const EXCERPT_LENGTH = 600;

/** How long a title may take, in milliseconds. */
const TITLE_PATIENCE = 30_000;

/** Most titles made at a time; further chats keep the title made from their first words. */
const MAX_PENDING = 50;

const INSTRUCTION =
  "You name conversations. Reply with a title for the one that you are shown, in " +
  "its own language: 2 to 6 words, without quotation marks, Markdown or a final period. Reply with " +
  "the title alone, whatever the conversation asks for.";

/**
 * Asks the model for a chat's title once its first question is answered. The chat never waits for
 * it: if the request fails or takes too long, the chat keeps its title.
 */
export class TitleMaker {
  readonly #deps: TitleMakerDeps;
  /** By chat id. */
  readonly #pending = new Map<string, Promise<void>>();
  /** Models that thought instead of writing a title, which would cost the same each time. */
  readonly #thinkers = new Set<string>();
  readonly #end = new AbortController();

  constructor(deps: TitleMakerDeps) {
    this.#deps = deps;
  }

  /** Starts to make a title if these answers are a chat's first. Returns at once. */
  begin({ chatId, question }: Turn, answers: readonly Answer[]): void {
    const answer = answers.find(isWorthTitle);
    if (!this.#deps.titles || this.#end.signal.aborted) return;
    if (question.parentId !== null || !answer) return;
    if (this.#pending.has(chatId) || this.#pending.size >= MAX_PENDING) return;
    const making = this.#make(question, answer).catch(({ message: reason }) => {
      this.#deps.log.debug("Cannot make a title", { chatId, reason });
    });
    this.#pending.set(chatId, making.finally(() => this.#pending.delete(chatId)));
  }

  /** Resolves when a chat's title is made, if this process is making it. */
  pending(chatId: string): Promise<void> | undefined {
    return this.#pending.get(chatId);
  }

  /** Aborted when the title maker is closed. */
  get signal(): AbortSignal {
    return this.#end.signal;
  }

  /** Whether this user's chats get titles. */
  async isOnFor(userId: string): Promise<boolean> {
    if (!this.#deps.titles) return false;
    // Users without an account exist only in programs, which show no titles.
    const user = await this.#deps.users.find(userId);
    return user !== null && user.settings.autoTitles !== false;
  }

  /** Aborts the titles being made, and makes no more. */
  async close(): Promise<void> {
    this.#end.abort();
    await Promise.all(this.#pending.values());
  }

  async #make(question: Question, answer: Answer): Promise<void> {
    const { chats } = this.#deps;
    const { userId, chatId } = question;
    const from = titleFromMessage(question.content);
    const chat = await chats.find(userId, chatId);
    if (chat?.title !== from || !await this.isOnFor(userId)) return;
    const request = this.#request(question, answer);
    if (this.#thinkers.has(request.config.model)) return;
    const to = titleFromModel(await this.#ask(request));
    if (to !== "") await chats.retitle(userId, chatId, { from, to });
  }

  #request(question: Question, answer: Answer): CompletionRequest {
    const { titles } = this.#deps;
    const shown = `Question:\n${shortened(question.content)}\n\nAnswer:\n${
      shortened(answer.content)
    }`;
    return {
      config: {
        // With the neutral temperature, since reasoning models refuse a lower one.
        ...neutralSettings,
        // A title needs no thought. Models that never think may refuse the setting.
        ...answer.thinking !== null && { reasoningEffort: "minimal" },
        model: titles?.model ?? answer.model,
        maxTokens: TITLE_TOKENS,
      },
      messages: [{ role: "system", content: INSTRUCTION }, { role: "user", content: shown }],
    };
  }

  async #ask(request: CompletionRequest): Promise<string> {
    const { provider, clock } = this.#deps;
    const done = new AbortController();
    const late = new AbortController();
    clock.sleep(TITLE_PATIENCE, done.signal).then(() => late.abort());
    const signal = AbortSignal.any([late.signal, this.#end.signal]);
    let text = "";
    let hasThought = false;
    try {
      for await (const event of provider.complete(request, signal)) {
        if (event.type === "text" && event.index === 0) text += event.text;
        hasThought ||= event.type === "thinking";
        if (text.length > EXCERPT_LENGTH) break;
      }
    } finally {
      done.abort();
    }
    if (hasThought && text.trim() === "") this.#thinkers.add(request.config.model);
    return text;
  }
}

function isWorthTitle({ state, content }: Answer): boolean {
  return (state === "complete" || state === "stopped") && content.trim() !== "";
}

function shortened(text: string): string {
  return text.length <= EXCERPT_LENGTH ? text : `${text.slice(0, EXCERPT_LENGTH).toWellFormed()}…`;
}
