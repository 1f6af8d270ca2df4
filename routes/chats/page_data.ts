import type { App } from "../../domain/app.ts";
import type { MessagePage } from "../../domain/chats/bounded_page.ts";
import type { Chat } from "../../domain/chats/chat.ts";
import type { ChatCursor } from "../../domain/chats/gateway.ts";
import type { Answer, Message, Turn } from "../../domain/chats/message.ts";
import type { ComposerProps } from "../../views/answers/composer.tsx";
import type { ComposerState } from "../../views/answers/composer_state.tsx";
import type { MessagePlace } from "../../views/answers/footer.tsx";
import type { MessageListProps } from "../../views/answers/message_list.tsx";
import type { AnswerProps, MessageProps } from "../../views/answers/message_view.tsx";
import type { ChatPageProps } from "../../views/chats/chat_page.tsx";
import type { ChatListProps } from "../../views/chats/list.tsx";
import type { NewChatPageProps } from "../../views/chats/new_chat_page.tsx";
import type { AssetUrls } from "../../views/layout.tsx";
import { escapeHtml } from "../../views/markdown/plain_text.ts";
import type { ShellProps } from "../../views/shell.tsx";
import { shownText } from "../../views/shown_text.ts";
import type { Texts } from "../../views/texts/texts.ts";
import type { AnswerHtml } from "../streams/answer_html.ts";
import { gaugeOf, newChatSettings, type SettingsDraft } from "./settings_data.ts";
import type { Reader, Viewer } from "../accounts/viewer.ts";

/** Chats in one page of the list. */
const CHATS_PER_PAGE = 30;

/** Messages in one page of a chat, and the bytes of their text; one message at least. */
export const MESSAGE_PAGE = { limit: 50, bytes: 512 * 1024 };

/** Most HTML of the messages in one page, in UTF-16 code units; formulas have much more of it than of text. */
const MAX_PAGE_HTML = 1_000_000;

const READY: ComposerState = { type: "ready" };

/** What the composer begins with: a suggestion, or what was refused with the reason. */
export type ReplyDraft = Partial<
  Pick<ComposerProps, "message" | "requestId" | "error" | "model">
>;

/** The same for a new chat. */
export type Draft = ReplyDraft & {
  readonly settings?: SettingsDraft;
};

/** What every page is made with. */
export type PageDeps = {
  readonly app: App;
  readonly assets: AssetUrls;
  readonly isDemo: boolean;
  readonly answerHtml: AnswerHtml;
};

/** Gathers the props of pages and fragments from the App. */
export class PageData {
  readonly #deps: PageDeps;

  constructor(deps: PageDeps) {
    this.#deps = deps;
  }

  /** The page on which a chat begins. */
  async newChat(viewer: Viewer, draft?: Draft): Promise<NewChatPageProps> {
    const composer = this.newChatComposer(viewer, draft);
    return { ...await this.shell(viewer), composer };
  }

  /** A chat with its last messages, or those before the message `before`. */
  async chat(
    viewer: Viewer,
    chatId: string,
    { before, draft, alert }: { before?: string; draft?: ReplyDraft; alert?: string } = {},
  ): Promise<ChatPageProps> {
    const [chat, page, shell] = await Promise.all([
      this.#deps.app.getChat(viewer.user.id, chatId),
      this.#messagePage(viewer, chatId, before),
      this.shell(viewer, chatId),
    ]);
    const isEnd = before === undefined;
    return await this.#chatPage(viewer, { chat, page, shell }, { isEnd, draft, alert });
  }

  /** The chat that a turn has just begun. What is known need not be read. */
  async begunChat(viewer: Viewer, turn: Turn): Promise<ChatPageProps> {
    const { chatId, question, answers: [answer] } = turn;
    const [chat, shell] = await Promise.all([
      this.#deps.app.getChat(viewer.user.id, chatId),
      this.shell(viewer, chatId),
    ]);
    // A repeated request may find that the chat has gone on.
    if (chat.activeLeaf !== answer?.id) return await this.chat(viewer, chatId);
    const page = { messages: [question, answer], hasOlder: question.parentId !== null };
    return await this.#chatPage(viewer, { chat, page, shell });
  }

  /** A chat with a message of it and those around it. @throws {AppError} `not_found` */
  async chatAround(viewer: Viewer, chatId: string, messageId: string): Promise<ChatPageProps> {
    const userId = viewer.user.id;
    const { app } = this.#deps;
    const input = { userId, chatId, messageId, ...MESSAGE_PAGE };
    const page = await app.showMessage(input);
    // After it, because the message may be on another branch than the one shown so far.
    const [chat, shell] = await Promise.all([
      app.getChat(userId, chatId),
      this.shell(viewer, chatId),
    ]);
    return await this.#chatPage(viewer, { chat, page, shell }, { isEnd: !page.hasNewer });
  }

  async #chatPage(
    reader: Reader,
    { chat, page, shell }: { chat: Chat; page: MessagePage; shell: ShellProps },
    { isEnd = true, draft, alert }: { isEnd?: boolean; draft?: ReplyDraft; alert?: string } = {},
  ): Promise<ChatPageProps> {
    const chatId = chat.id;
    const { t } = shell;
    const [state, { messages, isCut }] = await Promise.all([
      this.composerState(chat, isEnd ? page.messages : []),
      this.messages(reader, page.messages, { chat, isEnd }),
    ]);
    return {
      ...{ ...shell, alert, chat },
      messages: {
        ...{ t, chatId, hasOlder: page.hasOlder || isCut, hasNewer: !isEnd },
        memoryBeginsAt: chat.memoryBeginsAt,
        messages,
      },
      againKey: crypto.randomUUID(),
      composer: composerProps({ t, chatId, state, isAfterGap: !isEnd }, draft),
      gauge: gaugeOf(this.#deps.app, { t, chat, end: isEnd ? page.messages : [] }),
    };
  }

  /** A page of a chat's messages alone. @throws {AppError} `not_found` */
  async messageList(viewer: Viewer, chatId: string, before?: string): Promise<MessageListProps> {
    const [chat, { messages, hasOlder }] = await Promise.all([
      this.#deps.app.getChat(viewer.user.id, chatId),
      this.#messagePage(viewer, chatId, before),
    ]);
    const { t } = viewer;
    const { memoryBeginsAt } = chat;
    const shown = await this.messages(viewer, messages, { chat });
    const { isCut } = shown;
    return { t, chatId, hasOlder: hasOlder || isCut, memoryBeginsAt, messages: shown.messages };
  }

  /** A page of the user's chats. */
  async chatList(
    { user, t }: Viewer,
    currentId: string | null,
    before?: ChatCursor,
  ): Promise<ChatListProps> {
    const page = { before, limit: CHATS_PER_PAGE + 1 };
    const chats = await this.#deps.app.listChats(user.id, page);
    const hasMore = chats.length > CHATS_PER_PAGE;
    const now = new Date();
    return {
      ...{ t, chats: chats.slice(0, CHATS_PER_PAGE), currentId, hasMore, after: before, now },
      hasArchived: chats.length === 0 && await this.#hasArchived(user.id),
    };
  }

  async #hasArchived(userId: string): Promise<boolean> {
    return (await this.#deps.app.listChats(userId, { archived: true, limit: 1 })).length > 0;
  }

  /**
   * Messages of one path as they are shown, with their versions: the newest of them, as many as a page holds.
   *
   * @param place Their chat, and whether they are its last.
   */
  async messages(
    reader: Reader,
    messages: readonly Message[],
    { chat, isEnd = false }: { chat: Chat; isEnd?: boolean },
  ): Promise<ShownMessages> {
    const { userId, id: chatId } = chat;
    const { t } = reader;
    const versions = await this.#deps.app.listVersions({ userId, chatId, messages });
    const isOpen = chat.status === "active";
    const lastId = isOpen && isEnd ? messages.at(-1)?.id : undefined;
    return await newestShown(messages, (message) => {
      const place = {
        ...{ isOpen, isLast: message.id === lastId },
        versions: versions.get(message.id),
      };
      return message.role === "user"
        ? { ...place, t, question: message }
        : this.#answer(reader, message, place);
    });
  }

  /** An answer as it is shown at the end of its chat, if there still is one. */
  async answer(reader: Reader, answer: Answer, chat: Chat | null): Promise<AnswerProps> {
    if (!chat) return await this.#answer(reader, answer, {});
    const { messages: [props] } = await this.messages(reader, [answer], { chat, isEnd: true });
    return props as AnswerProps;
  }

  /** One that streams is left to its stream, from the first word on. */
  async #answer(reader: Reader, answer: Answer, place: MessagePlace): Promise<AnswerProps> {
    const { t } = reader;
    if (answer.state === "streaming") return { ...place, t, answer, html: "", position: 0 };
    return { ...place, t, answer, html: await this.#deps.answerHtml.of(answer, reader) };
  }

  /**
   * What the composer can do below these messages, which may be an older branch than the one that is
   * being answered. They were read at another moment than the chat, and count for more.
   */
  async composerState(chat: Chat, messages: readonly Message[]): Promise<ComposerState> {
    if (chat.status === "ended") return { type: "ended" };
    const last = messages.at(-1);
    if (last?.role === "assistant" && last.state === "streaming") {
      return { type: "answering", answerId: last.id };
    }
    if (!chat.answering) return READY;
    const running = await this.#deps.app.listRunning(chat.userId, chat.id);
    const isElsewhere = messages.length > 0;
    const [answerId] = running.filter((id) => messages.every((message) => message.id !== id));
    return answerId ? { type: "answering", answerId, isElsewhere } : READY;
  }

  /** The box for a first message. */
  newChatComposer(viewer: Viewer, { settings, ...draft }: Draft = {}): ComposerProps {
    const { app } = this.#deps;
    return {
      ...composerProps({ t: viewer.t, chatId: null, state: READY }, draft),
      ...newChatSettings(app, viewer, { model: draft.model, settings }),
    };
  }

  #messagePage({ user }: Viewer, chatId: string, before?: string): Promise<MessagePage> {
    return this.#deps.app.listMessages({ userId: user.id, chatId, before, ...MESSAGE_PAGE });
  }

  /**
   * What surrounds a page.
   *
   * @param currentId The chat on screen, if it is one.
   */
  async shell(viewer: Viewer, currentId: string | null = null): Promise<ShellProps> {
    const { app, assets, isDemo } = this.#deps;
    // Whoever opens a page is about to ask; nobody waits for this.
    void app.prepare();
    const { user, t } = viewer;
    return { user, t, assets, isDemo, list: await this.chatList(viewer, currentId) };
  }
}

/** The newest messages of a page, and whether older ones were left out because they are too much for it. */
export type ShownMessages = {
  readonly messages: readonly MessageProps[];
  readonly isCut: boolean;
};

/**
 * Renders messages one after the other, the newest first, until their HTML is all that a page holds. One at a
 * time, so that others' pages need not wait for all of a page that takes long.
 *
 * @param messages Oldest first.
 */
export async function newestShown(
  messages: readonly Message[],
  show: (message: Message) => MessageProps | Promise<MessageProps>,
): Promise<ShownMessages> {
  const shown: MessageProps[] = [];
  let length = 0;
  for (const message of messages.toReversed()) {
    const props = await show(message);
    length += "question" in props
      ? escapeHtml(shownText(props.question.content)).length
      : props.html.length;
    if (length > MAX_PAGE_HTML && shown.length > 0) break;
    shown.push(props);
  }
  return { messages: shown.toReversed(), isCut: shown.length < messages.length };
}

/** The box below a chat's last answer. */
export function composerBelow(t: Texts, { id, chatId, state }: Answer): ComposerProps {
  const isStreaming = state === "streaming";
  return composerProps({
    ...{ t, chatId },
    state: isStreaming ? { type: "answering", answerId: id } : READY,
  });
}

function composerProps(
  composer: Pick<ComposerProps, "t" | "chatId" | "state" | "isAfterGap">,
  draft?: ReplyDraft,
): ComposerProps {
  return { ...composer, ...draft, requestId: draft?.requestId ?? crypto.randomUUID() };
}
