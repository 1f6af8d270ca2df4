import type { App } from "../../domain/app.ts";
import type { MessagePage } from "../../domain/chats/bounded_page.ts";
import type { Chat } from "../../domain/chats/chat.ts";
import type { Turn } from "../../domain/chats/message.ts";
import type { ComposerProps } from "../../views/answers/composer.tsx";
import type { MessageListProps } from "../../views/answers/message_list.tsx";
import type { ChatPageProps } from "../../views/chats/chat_page.tsx";
import type { NewChatPageProps } from "../../views/chats/new_chat_page.tsx";
import type { ShellProps } from "../../views/shell.tsx";
import type { Reader, Viewer } from "../accounts/viewer.ts";
import { composerProps, composerState, READY, type ReplyDraft } from "../answers/composer_data.ts";
import { MESSAGE_PAGE, type MessageData } from "../answers/message_data.ts";
import { gaugeOf, newChatSettings, type SettingsDraft } from "./settings_data.ts";
import type { ShellData } from "./shell_data.ts";

/** The first content of the composer of a new chat. */
export type NewChatDraft = ReplyDraft & {
  readonly settings?: SettingsDraft;
};

type ChatDataDeps = {
  readonly app: App;
  readonly shell: ShellData;
  readonly messages: MessageData;
};

/** A chat, a page of its messages and the page around them, as they were read. */
type ReadChat = { readonly chat: Chat; readonly page: MessagePage; readonly shell: ShellProps };

/** Gathers the props of a chat's page. */
export class ChatData {
  readonly #deps: ChatDataDeps;

  constructor(deps: ChatDataDeps) {
    this.#deps = deps;
  }

  /** Props of the page for a new chat. */
  async newPage(viewer: Viewer, draft?: NewChatDraft): Promise<NewChatPageProps> {
    const shell = await this.#deps.shell.props(viewer);
    return { ...shell, composer: this.newComposer(viewer, draft) };
  }

  /** Props of the composer of a new chat. */
  newComposer(viewer: Viewer, { settings, ...draft }: NewChatDraft = {}): ComposerProps {
    return {
      ...composerProps({ t: viewer.t, chatId: null, state: READY }, draft),
      ...newChatSettings(this.#deps.app, viewer, { model: draft.model, settings }),
    };
  }

  /** Props of a chat with its last messages, or those before the message `before`. */
  async page(
    viewer: Viewer,
    chatId: string,
    { before, draft }: { before?: string; draft?: ReplyDraft } = {},
  ): Promise<ChatPageProps> {
    const [chat, page, shell] = await Promise.all([
      this.#deps.app.getChat(viewer.user.id, chatId),
      this.#messagePage(viewer, chatId, before),
      this.#deps.shell.props(viewer, chatId),
    ]);
    const isEnd = before === undefined;
    return await this.#props(viewer, { chat, page, shell }, { isEnd, draft });
  }

  /** Props of the chat that a turn has just begun. Its messages are known, so they aren't read. */
  async begunPage(viewer: Viewer, turn: Turn): Promise<ChatPageProps> {
    const { chatId, question, answers: [answer] } = turn;
    const [chat, shell] = await Promise.all([
      this.#deps.app.getChat(viewer.user.id, chatId),
      this.#deps.shell.props(viewer, chatId),
    ]);
    // If the request is a repetition, the chat may have gone on since.
    if (chat.activeLeaf !== answer?.id) return await this.page(viewer, chatId);
    const page = { messages: [question, answer], hasOlder: question.parentId !== null };
    return await this.#props(viewer, { chat, page, shell });
  }

  /**
   * Props of a chat with one of its messages and those around it.
   *
   * @throws {AppError} `not_found`
   */
  async pageAround(viewer: Viewer, chatId: string, messageId: string): Promise<ChatPageProps> {
    const userId = viewer.user.id;
    const { app } = this.#deps;
    const page = await app.showMessage({ userId, chatId, messageId, ...MESSAGE_PAGE });
    // Read afterwards: showing the message may have changed the branch that the chat shows.
    const [chat, shell] = await Promise.all([
      app.getChat(userId, chatId),
      this.#deps.shell.props(viewer, chatId),
    ]);
    return await this.#props(viewer, { chat, page, shell }, { isEnd: !page.hasNewer });
  }

  /** Props of a page of a chat's messages alone. @throws {AppError} `not_found` */
  async messageList(viewer: Viewer, chatId: string, before?: string): Promise<MessageListProps> {
    const [chat, page] = await Promise.all([
      this.#deps.app.getChat(viewer.user.id, chatId),
      this.#messagePage(viewer, chatId, before),
    ]);
    const { memoryBeginsAt } = chat;
    const { messages, isCut } = await this.#deps.messages.show(viewer, page.messages, { chat });
    return { t: viewer.t, chatId, hasOlder: page.hasOlder || isCut, memoryBeginsAt, messages };
  }

  #messagePage({ user }: Viewer, chatId: string, before?: string): Promise<MessagePage> {
    return this.#deps.app.listMessages({ userId: user.id, chatId, before, ...MESSAGE_PAGE });
  }

  async #props(
    reader: Reader,
    { chat, page, shell }: ReadChat,
    { isEnd = true, draft }: { isEnd?: boolean; draft?: ReplyDraft } = {},
  ): Promise<ChatPageProps> {
    const { app } = this.#deps;
    const chatId = chat.id;
    const { t } = shell;
    const end = isEnd ? page.messages : [];
    const [state, { messages, isCut }] = await Promise.all([
      composerState(app, chat, end),
      this.#deps.messages.show(reader, page.messages, { chat, isEnd }),
    ]);
    return {
      ...shell,
      chat,
      messages: {
        t,
        chatId,
        hasOlder: page.hasOlder || isCut,
        hasNewer: !isEnd,
        memoryBeginsAt: chat.memoryBeginsAt,
        messages,
      },
      idempotencyKey: crypto.randomUUID(),
      composer: composerProps({ t, chatId, state, isAfterGap: !isEnd }, draft),
      gauge: gaugeOf(app, { t, chat, end }),
    };
  }
}
