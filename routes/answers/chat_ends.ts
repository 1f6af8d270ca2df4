import type { App } from "../../domain/app.ts";
import type { Chat } from "../../domain/chats/chat.ts";
import { contextUse } from "../../domain/chats/context_use.ts";
import type { ComposerState } from "../../views/answers/composer_state.tsx";
import { type RenderedList, renderList } from "../../views/answers/message_list.tsx";
import type { Viewer } from "../accounts/viewer.ts";
import { composerState } from "./composer_data.ts";
import { MESSAGE_PAGE, type MessageData } from "./message_data.ts";
import { RecentTexts, type RecentTextsLimits } from "../streams/recent_texts.ts";

/** At most about 16 MB in memory: some 100 chats with a page of usual messages. */
const KEPT: RecentTextsLimits = { all: 8_000_000, perOwner: 2_000_000 };

/**
 * Longest time for which a page may be used again, in milliseconds. A chat that is deleted for good
 * and imported again can have the same id and revision, but not within an hour of its deletion. The
 * day changes at such a time, too, in every time zone.
 */
const PERIOD = 15 * 60_000;

/** The end of a chat as its page shows it. */
export type ChatEnd = {
  readonly messages: RenderedList;
  readonly state: ComposerState;
  /** Tokens that the branch takes of the model's context window. */
  readonly tokens: number | null;
};

type KeptEnd = { readonly owner: string; readonly text: string; readonly end: ChatEnd };

/**
 * Renders the last messages of chats, and keeps the HTML of those that were recently shown, by the
 * chat's revision, which every process raises with each change. The messages are read after the
 * chat, so they are at least as new as it is; and no chat comes back to an earlier revision.
 */
export class ChatEnds {
  readonly #app: App;
  readonly #messages: MessageData;
  readonly #kept = new RecentTexts<KeptEnd>(KEPT);

  constructor(app: App, messages: MessageData) {
    this.#app = app;
    this.#messages = messages;
  }

  /** The end of a chat that was just read. @throws {AppError} `not_found` */
  async of(viewer: Viewer, chat: Chat): Promise<ChatEnd> {
    // Which of its answers still run, on other branches, can change without a new revision.
    if (chat.answering !== null) return await this.#read(viewer, chat);
    const key = keyOf(chat, viewer);
    const kept = this.#kept.get(key);
    const end = kept?.end ?? await this.#read(viewer, chat);
    this.#kept.keep(key, { owner: chat.userId, text: end.messages.html, end });
    return end;
  }

  async #read(viewer: Viewer, chat: Chat): Promise<ChatEnd> {
    const { userId, id: chatId, activeLeaf: leaf } = chat;
    const page = await this.#app.listMessages({ userId, chatId, leaf, ...MESSAGE_PAGE });
    const [state, list] = await Promise.all([
      composerState(this.#app, chat, page.messages),
      this.#messages.list(viewer, page, { chat, isEnd: true }),
    ]);
    return { messages: renderList(list), state, tokens: contextUse(page.messages) };
  }
}

/** The number of the present period. */
export function periodOf(now: number): number {
  return Math.floor(now / PERIOD);
}

function keyOf({ id, revision, activeLeaf }: Chat, { t }: Viewer): string {
  return [id, revision, activeLeaf, t.language, t.format.timeZone, periodOf(Date.now())].join(" ");
}
