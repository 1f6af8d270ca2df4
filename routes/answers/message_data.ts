import type { App } from "../../domain/app.ts";
import type { MessagePage } from "../../domain/chats/bounded_page.ts";
import type { Chat } from "../../domain/chats/chat.ts";
import type { Answer, Message } from "../../domain/chats/message.ts";
import type { MessagePlace } from "../../views/answers/footer.tsx";
import type { MessageListProps } from "../../views/answers/message_list.tsx";
import type { AnswerProps, MessageProps } from "../../views/answers/message_view.tsx";
import { escapeHtml } from "../../views/markdown/plain_text.ts";
import { shownText } from "../../views/shown_text.ts";
import type { Reader } from "../accounts/viewer.ts";
import type { AnswerHtml } from "../streams/answer_html.ts";

/** Most messages in one page of a chat, and most bytes of their text; one message always fits. */
export const MESSAGE_PAGE = { limit: 50, bytes: 512 * 1024 };

/**
 * Most HTML of the messages in one page, in UTF-16 code units. The HTML of formulas is many times
 * longer than their text.
 */
const MAX_PAGE_HTML = 1_000_000;

/** The newest messages of a page, and whether older ones were left out because it is full. */
export type ShownMessages = {
  readonly messages: readonly MessageProps[];
  readonly isCut: boolean;
};

type MessageDeps = { readonly app: App; readonly answerHtml: AnswerHtml };

/** Gathers the props of a chat's messages. */
export class MessageData {
  readonly #deps: MessageDeps;

  constructor(deps: MessageDeps) {
    this.#deps = deps;
  }

  /**
   * Props of messages of one path, with their versions: the newest that fit on a page.
   *
   * @param place Their chat, and whether they are its last messages.
   */
  async show(
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
        isOpen,
        isLast: message.id === lastId,
        versions: versions.get(message.id),
      };
      return message.role === "user"
        ? { ...place, t, question: message }
        : this.#answer(reader, message, place);
    });
  }

  /** Props of a page of messages: a list with a link to older ones. @param place As for `show`. */
  async list(
    reader: Reader,
    page: MessagePage,
    place: { chat: Chat; isEnd?: boolean },
  ): Promise<MessageListProps> {
    const { id: chatId, memoryBeginsAt } = place.chat;
    const { messages, isCut } = await this.show(reader, page.messages, place);
    return { t: reader.t, chatId, hasOlder: page.hasOlder || isCut, memoryBeginsAt, messages };
  }

  /** Props of an answer at the end of its chat, or alone if the chat has been deleted. */
  async showAnswer(reader: Reader, answer: Answer, chat: Chat | null): Promise<AnswerProps> {
    if (!chat) return await this.#answer(reader, answer, {});
    const { messages: [props] } = await this.show(reader, [answer], { chat, isEnd: true });
    return props as AnswerProps;
  }

  /** A streaming answer has no text yet: its stream brings all of it. */
  async #answer(reader: Reader, answer: Answer, place: MessagePlace): Promise<AnswerProps> {
    const { t } = reader;
    if (answer.state === "streaming") return { ...place, t, answer, html: "", position: 0 };
    return { ...place, t, answer, html: await this.#deps.answerHtml.of(answer, reader) };
  }
}

/**
 * Renders messages one after the other, the newest first, until the page is full. Between two of
 * them, messages of other pages can be rendered, so that a slow page doesn't hold those up.
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
