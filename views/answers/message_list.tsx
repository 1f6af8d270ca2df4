import { raw } from "hono/html";
import { paths } from "../paths.ts";
import type { Texts } from "../texts/texts.ts";
import { type MessageProps, MessageView } from "./message_view.tsx";

/** Props of a part of a chat's active path. */
export type MessageListProps = {
  readonly t: Texts;
  readonly chatId: string;
  /** Oldest first. */
  readonly messages: readonly MessageProps[];
  /** Whether older messages come before these. */
  readonly hasOlder: boolean;
  /** Whether newer messages come after these, as on an older page read without JavaScript. */
  readonly hasNewer?: boolean;
  /** Id of the first message that the model still reads, if it no longer reads them all. */
  readonly memoryBeginsAt?: string | null;
};

/** A list of messages that has been rendered. */
export type RenderedList = {
  readonly html: string;
  /** Id of the last message. */
  readonly lastId: string | undefined;
};

/** Renders a list, so that its HTML can be used again. */
export function renderList(props: MessageListProps): RenderedList {
  return { html: String(<MessageList {...props} />), lastId: lastShownId(props.messages) };
}

/** A list that has been rendered, or its props. */
export function ShownList({ list }: { readonly list: RenderedList | MessageListProps }) {
  return "html" in list ? raw(list.html) : <MessageList {...list} />;
}

/** Messages, oldest first, with a link to older ones. */
export function MessageList(props: MessageListProps) {
  const { t, chatId, messages, hasOlder, hasNewer, memoryBeginsAt } = props;
  const first = messages[0];
  return (
    <>
      {hasOlder && first && <OlderLink t={t} chatId={chatId} before={messageId(first)} />}
      <Messages t={t} messages={messages} memoryBeginsAt={memoryBeginsAt} />
      {hasNewer && (
        <p class="older">
          <a href={paths.chat(chatId)}>{t.chat.newestMessages}</a>
        </p>
      )}
    </>
  );
}

type MessagesProps = Pick<MessageListProps, "t" | "messages" | "memoryBeginsAt">;

/** Messages, with a line above the first one that the model still reads. */
export function Messages({ t, messages, memoryBeginsAt }: MessagesProps) {
  return (
    <>
      {messages.map((message) => (
        <>
          {messageId(message) === memoryBeginsAt && <MemoryLine t={t} />}
          <MessageView {...message} />
        </>
      ))}
    </>
  );
}

/** The line where the model's memory begins. A page has at most one. */
function MemoryLine({ t }: { t: Texts }) {
  return <p id="memory-line" class="memory-line">{t.chat.memoryBegins}</p>;
}

/**
 * Field of the composer's form with the id of the last message on the page: after sending, the
 * server also shows the messages that another tab added after it. It is outside the form, as it is
 * updated with the messages.
 */
export function LastShown({ id }: { readonly id: string | undefined }) {
  return <input type="hidden" id="last-shown" name="after" form="composer-form" value={id} />;
}

/** The id of the last message. */
export function lastShownId(messages: readonly MessageProps[]): string | undefined {
  const last = messages.at(-1);
  return last && messageId(last);
}

function messageId(props: MessageProps): string {
  return "question" in props ? props.question.id : props.answer.id;
}

function OlderLink({ t, chatId, before }: { t: Texts; chatId: string; before: string }) {
  const url = paths.messagesBefore(chatId, before);
  return (
    <p id="older" class="older">
      <a
        id="older-link"
        href={url}
        hx-get={url}
        hx-target="#older"
        hx-trigger="click, intersect once rootMargin:600px"
        hx-swap="outerHTML"
      >
        {t.chat.olderMessages}
      </a>
    </p>
  );
}

/** Moves the line where the model's memory begins, among the messages that are on the page. */
export function MemoryPartials(
  { t, memoryBeginsAt }: Pick<MessageListProps, "t" | "memoryBeginsAt">,
) {
  return (
    <>
      <hx-partial hx-target="#memory-line" hx-swap="delete"></hx-partial>
      {memoryBeginsAt && (
        <hx-partial hx-target={`#message-${memoryBeginsAt}`} hx-swap="beforebegin">
          <MemoryLine t={t} />
        </hx-partial>
      )}
    </>
  );
}

/** Updates {@link LastShown}. */
export function LastShownPartial({ messages }: Pick<MessageListProps, "messages">) {
  return (
    <hx-partial hx-target="#last-shown" hx-swap="outerHTML">
      <LastShown id={lastShownId(messages)} />
    </hx-partial>
  );
}
