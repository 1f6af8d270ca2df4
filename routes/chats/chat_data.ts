import type { App } from "../../domain/app.ts";
import type { MessagePage } from "../../domain/chats/bounded_page.ts";
import type { Chat } from "../../domain/chats/chat.ts";
import { contextUse } from "../../domain/chats/context_use.ts";
import type { Turn } from "../../domain/chats/message.ts";
import type { ComposerProps } from "../../views/answers/composer.tsx";
import type { MessageListProps } from "../../views/answers/message_list.tsx";
import type { ChatPageProps } from "../../views/chats/chat_page.tsx";
import type { NewChatPageProps } from "../../views/chats/new_chat_page.tsx";
import type { ShellProps } from "../../views/shell.tsx";
import type { Reader, Viewer } from "../accounts/viewer.ts";
import { composerProps, composerState, READY, type ReplyDraft } from "../answers/composer_data.ts";
import { MESSAGE_PAGE, type MessageData } from "../answers/message_data.ts";
import { ChatEnds, periodOf } from "../answers/chat_ends.ts";
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
  /** The SHA-256 of a text, as hexadecimal digits. */
  readonly sha256: (text: string) => string;
};

/** A chat and the shell around its page, as they were read. */
export type OpenedChat = { readonly chat: Chat; readonly shell: ShellProps };

/** A chat, a page of its messages and the page around them, as they were read. */
type ReadChat = OpenedChat & { readonly page: MessagePage };

/** Gathers the props of a chat's page. */
export class ChatData {
  readonly #deps: ChatDataDeps;
  readonly #ends: ChatEnds;
  /** The tags of other processes, which may be of another version, mean other pages. */
  readonly #process = crypto.randomUUID();

  constructor(deps: ChatDataDeps) {
    this.#deps = deps;
    this.#ends = new ChatEnds(deps.app, deps.messages);
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

  /** Reads a chat and the shell around its page. @throws {AppError} `not_found` */
  async open(viewer: Viewer, chatId: string): Promise<OpenedChat> {
    const [chat, shell] = await Promise.all([
      this.#deps.app.getChat(viewer.user.id, chatId),
      this.#deps.shell.props(viewer, chatId),
    ]);
    return { chat, shell };
  }

  /**
   * The entity tag of an opened chat's page: another one as soon as the page shows anything else,
   * apart from the keys in its forms, so it is a weak tag (RFC 9110, section 8.8.1).
   *
   * @returns `null` while the chat is being answered.
   */
  tagOf({ t, user }: Viewer, { chat, shell }: OpenedChat): string | null {
    if (chat.answering !== null) return null;
    const gauge = gaugeOf(this.#deps.app, { t, chat, tokens: null });
    const shown = [
      this.#process,
      periodOf(Date.now()),
      [t.language, t.format.timeZone],
      [user.id, user.name, user.email],
      [chat.id, chat.revision, gauge.contextTokens, gauge.contextIsGuess],
      [shell.list.hasArchived, ...shell.list.chats.map(({ id, revision }) => `${id} ${revision}`)],
    ];
    return `W/"${this.#deps.sha256(JSON.stringify(shown))}"`;
  }

  /** Props of an opened chat with its last messages. */
  async lastPage(
    viewer: Viewer,
    { chat, shell }: OpenedChat,
    draft?: ReplyDraft,
  ): Promise<ChatPageProps> {
    const { t } = viewer;
    const { messages, state, tokens } = await this.#ends.of(viewer, chat);
    return {
      ...shell,
      chat,
      messages,
      idempotencyKey: crypto.randomUUID(),
      composer: composerProps({ t, chatId: chat.id, state }, draft),
      gauge: gaugeOf(this.#deps.app, { t, chat, tokens }),
    };
  }

  /** Props of a chat with its last messages. */
  async page(viewer: Viewer, chatId: string, draft?: ReplyDraft): Promise<ChatPageProps> {
    return await this.lastPage(viewer, await this.open(viewer, chatId), draft);
  }

  /** Props of a chat with the messages before the message `before`. */
  async olderPage(viewer: Viewer, chatId: string, before: string): Promise<ChatPageProps> {
    const [opened, page] = await Promise.all([
      this.open(viewer, chatId),
      this.#messagePage(viewer, chatId, before),
    ]);
    return await this.#props(viewer, { ...opened, page }, { isEnd: false });
  }

  /** Props of the chat that a turn has just begun. Its messages are known, so they aren't read. */
  async begunPage(viewer: Viewer, turn: Turn): Promise<ChatPageProps> {
    const { chatId, question, answers: [answer] } = turn;
    const { chat, shell } = await this.open(viewer, chatId);
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
    const opened = await this.open(viewer, chatId);
    return await this.#props(viewer, { ...opened, page }, { isEnd: !page.hasNewer });
  }

  /** Props of a page of a chat's messages alone. @throws {AppError} `not_found` */
  async messageList(viewer: Viewer, chatId: string, before?: string): Promise<MessageListProps> {
    const [chat, page] = await Promise.all([
      this.#deps.app.getChat(viewer.user.id, chatId),
      this.#messagePage(viewer, chatId, before),
    ]);
    return await this.#deps.messages.list(viewer, page, { chat });
  }

  #messagePage({ user }: Viewer, chatId: string, before?: string): Promise<MessagePage> {
    return this.#deps.app.listMessages({ userId: user.id, chatId, before, ...MESSAGE_PAGE });
  }

  async #props(
    reader: Reader,
    { chat, page, shell }: ReadChat,
    { isEnd = true }: { isEnd?: boolean } = {},
  ): Promise<ChatPageProps> {
    const { app } = this.#deps;
    const chatId = chat.id;
    const { t } = shell;
    const end = isEnd ? page.messages : [];
    const [state, list] = await Promise.all([
      composerState(app, chat, end),
      this.#deps.messages.list(reader, page, { chat, isEnd }),
    ]);
    return {
      ...shell,
      chat,
      messages: { ...list, hasNewer: !isEnd },
      idempotencyKey: crypto.randomUUID(),
      composer: composerProps({ t, chatId, state, isAfterGap: !isEnd }),
      gauge: gaugeOf(app, { t, chat, tokens: contextUse(end) }),
    };
  }
}
