import type { Chat } from "../../domain/chats/chat.ts";
import { AgainKey } from "./branch_forms.tsx";
import { ChatHeader, RenameForm } from "../chats/header.tsx";
import { ChatLink, ChatList } from "../chats/list.tsx";
import { ChatMain } from "../chats/chat_page.tsx";
import { ChatSettingsForm } from "../chats/settings.tsx";
import { Composer, ComposerActions } from "./composer.tsx";
import { ContextGauge } from "../chats/context_gauge.tsx";
import { ElsewhereNotice } from "../chats/elsewhere_notice.tsx";
import { LastShown, MemoryLine, Messages } from "./message_list.tsx";
import { AnswerView } from "./message_view.tsx";
import type {
  AlertProps,
  BegunAnswerProps,
  ChangedChatProps,
  ChangedSettingsProps,
  ChatListProps,
  ChatTitleProps,
  ContextGaugeProps,
  FinishedAnswerProps,
  SentMessageProps,
  ShownBranchProps,
  ShownChatProps,
} from "../page_props.ts";
import { paths } from "../paths.ts";

// `<hx-partial>` is htmx's way to change several places of a page with one response.

/**
 * Shows a chat in the place of what is shown: answers its first message, one before which the chat went on
 * elsewhere, or which was refused for that, and the end of the chat.
 */
export function ShownChat(props: ShownChatProps) {
  return (
    <>
      <Title text={props.chat.title} />
      <hx-partial hx-target="#main" hx-swap="outerHTML">
        <ChatMain {...props} />
      </hx-partial>
      <ListPartial {...props.list} />
    </>
  );
}

/**
 * Answers a message: a fresh composer in the old one's place, the new messages, the list, and the line
 * where the model's memory begins at its new place. htmx ignores what has no place on the page.
 */
export function SentMessage({ t, messages, memoryBeginsAt, composer, list }: SentMessageProps) {
  return (
    <>
      <Composer {...composer} />
      <MemoryPartials t={t} memoryBeginsAt={memoryBeginsAt} />
      <hx-partial hx-target="#messages" hx-swap="beforeend">
        <Messages t={t} messages={messages} memoryBeginsAt={memoryBeginsAt} />
      </hx-partial>
      <LastShownPartial messages={messages} />
      <ListPartial {...list} />
    </>
  );
}

/**
 * Answers an edit, a new answer or a change of versions: the branch takes the place of the message with
 * another version, and of all that follows it. Of those that may be replaced the page shows one.
 */
export function ShownBranch(props: ShownBranchProps) {
  const { t, chatId, messages, replaced, after, againKey, memoryBeginsAt } = props;
  const { state, gauge, list } = props;
  const elements = replaced.map((id) => `#message-${id}`);
  const place = elements.length > 0
    ? { target: elements.join(), swap: "outerHTML" }
    : { target: `#message-${after}`, swap: "afterend" };
  return (
    <>
      <hx-partial hx-target={place.target} hx-swap={place.swap}>
        <Messages t={t} messages={messages} memoryBeginsAt={memoryBeginsAt} />
      </hx-partial>
      <hx-partial hx-target={elements.map((id) => `${id} ~ *`).join()} hx-swap="delete">
      </hx-partial>
      <hx-partial hx-target="#again-key" hx-swap="outerHTML">
        <AgainKey value={againKey} />
      </hx-partial>
      <LastShownPartial messages={messages} />
      <MemoryPartials t={t} memoryBeginsAt={memoryBeginsAt} />
      <StatePartials t={t} chatId={chatId} state={state} />
      <GaugePartial {...gauge} />
      {list && <ListPartial {...list} />}
    </>
  );
}

/**
 * Answers Continue: the answer that goes on, in the old one's place, and Stop in the composer.
 * Where the request was a repeated one the answer may have ended already.
 */
export function BegunAnswer({ answer: props }: BegunAnswerProps) {
  const { t } = props;
  const { id, chatId, state } = props.answer;
  return (
    <>
      <AnswerView {...props} />
      <StatePartials
        t={t}
        chatId={chatId}
        state={state === "streaming" ? { type: "answering", answerId: id } : { type: "ready" }}
      />
    </>
  );
}

/**
 * Ends a stream: the answer in its final form, Send in the composer again, and one announcement to
 * assistive technology. A page that knows that the chat has ended has no place for Send, and htmx ignores
 * it there; elsewhere Send tells so without a loss of what was written.
 */
export function FinishedAnswer({ gauge, ...props }: FinishedAnswerProps) {
  const { t, answer } = props;
  return (
    <>
      <hx-partial hx-target={`#message-${answer.id}`} hx-swap="outerHTML">
        <AnswerView {...props} />
      </hx-partial>
      <StatePartials t={t} chatId={answer.chatId} state={{ type: "ready" }} />
      {gauge && <GaugePartial {...gauge} />}
      <hx-partial hx-target="#announcer" hx-swap="textContent">
        {answer.state === "complete" ? t.chat.finished : t.chat.endedEarly}
      </hx-partial>
      {props.expectsTitle && <TitleRequest chatId={answer.chatId} />}
    </>
  );
}

/** Answers a change of settings, with which the model may read more or less of the chat. */
export function ChangedSettings({ settings, gauge }: ChangedSettingsProps) {
  const { t, chat } = settings;
  return (
    <>
      <ChatSettingsForm {...settings} />
      <MemoryPartials t={t} memoryBeginsAt={chat.memoryBeginsAt} />
      <GaugePartial {...gauge} />
    </>
  );
}

/** Asks once for the title that is made for a chat. */
function TitleRequest({ chatId }: { chatId: string }) {
  return (
    <hx-partial hx-target="#chat-header" hx-swap="beforeend">
      <span
        hidden
        hx-get={paths.chatTitle(chatId)}
        hx-trigger="load"
        hx-target="main h1"
        hx-swap="outerHTML"
      >
      </span>
    </hx-partial>
  );
}

/** Brings a chat's title to all places that show it, but not to where another is being typed. */
export function ChatTitle({ t, chat }: ChatTitleProps) {
  return (
    <>
      <Title text={chat.title} />
      <h1>{chat.title}</h1>
      <hx-partial hx-target="main .rename:not(:popover-open)" hx-swap="outerHTML">
        <RenameForm t={t} chat={chat} />
      </hx-partial>
      <EntryPartial chat={chat} />
    </>
  );
}

/** Answers a change of a chat's title or place in the list. */
export function ChangedChat({ t, chat, list }: ChangedChatProps) {
  return (
    <>
      <Title text={chat.title} />
      <ChatHeader t={t} chat={chat} />
      {list ? <ListPartial {...list} /> : <EntryPartial chat={chat} />}
    </>
  );
}

/** The chat's entry alone, so that the list stays as far as it was read. */
function EntryPartial({ chat }: { chat: Chat }) {
  return (
    <hx-partial hx-target={`nav a[href="${paths.chat(chat.id)}"]`} hx-swap="outerHTML">
      <ChatLink chat={chat} isCurrent />
    </hx-partial>
  );
}

/** Answers a request that was refused where no field can tell it; nothing else changes. */
export function Alert({ message }: AlertProps) {
  return (
    <hx-partial hx-target="#alerts" hx-swap="textContent">
      {message}
    </hx-partial>
  );
}

function Title({ text }: { text: string }) {
  return <title>{`${text} · Parley`}</title>;
}

function GaugePartial(gauge: ContextGaugeProps) {
  return (
    <hx-partial hx-target="#context-gauge" hx-swap="outerHTML">
      <ContextGauge {...gauge} />
    </hx-partial>
  );
}

function ListPartial(list: ChatListProps) {
  return (
    <hx-partial hx-target="#chat-list" hx-swap="outerHTML">
      <ChatList {...list} />
    </hx-partial>
  );
}

/** Puts the line where the model's memory begins at its place among the messages that stay. */
function MemoryPartials({ t, memoryBeginsAt }: Pick<ShownBranchProps, "t" | "memoryBeginsAt">) {
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

function LastShownPartial({ messages }: Pick<SentMessageProps, "messages">) {
  return (
    <hx-partial hx-target="#last-shown" hx-swap="outerHTML">
      <LastShown messages={messages} />
    </hx-partial>
  );
}

/** Changes what the composer can do, and leaves what is being written. */
function StatePartials(props: Pick<ShownBranchProps, "t" | "chatId" | "state">) {
  return (
    <>
      <hx-partial hx-target="#composer-actions" hx-swap="outerHTML">
        <ComposerActions {...props} />
      </hx-partial>
      <hx-partial hx-target="#elsewhere" hx-swap="outerHTML">
        <ElsewhereNotice {...props} />
      </hx-partial>
      {props.state.type === "ready" && (
        <hx-partial hx-target="#message-error" hx-swap="delete"></hx-partial>
      )}
    </>
  );
}
