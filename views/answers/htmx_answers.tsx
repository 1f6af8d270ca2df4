import type { Chat } from "../../domain/chats/chat.ts";
import { ChatMain, type ChatPageProps } from "../chats/chat_page.tsx";
import { ContextGauge, type ContextGaugeProps } from "../chats/context_gauge.tsx";
import { ChatHeader, RenameForm } from "../chats/header.tsx";
import { ChatLink, ChatList, type ChatListProps } from "../chats/list.tsx";
import { ChatSettingsForm, type ChatSettingsProps } from "../chats/settings.tsx";
import { paths } from "../paths.ts";
import type { Texts } from "../texts/texts.ts";
import { AgainKey } from "./branch_forms.tsx";
import { Composer, type ComposerProps } from "./composer.tsx";
import { ComposerActions, type ComposerState, ElsewhereNotice } from "./composer_state.tsx";
import { LastShown, MemoryLine, Messages } from "./message_list.tsx";
import { type AnswerProps, AnswerView, type MessageProps } from "./message_view.tsx";

/** htmx's answer to a change of settings. */
export type ChangedSettingsProps = {
  readonly settings: ChatSettingsProps;
  readonly gauge: ContextGaugeProps;
};

/** htmx's answer to what changes all of a chat: its first message, its end, what happened elsewhere. */
export type ShownChatProps = Omit<ChatPageProps, "assets" | "user">;

/** htmx's answer to a message: the question, its answers, a fresh composer and the list. */
export type SentMessageProps = {
  readonly t: Texts;
  readonly messages: readonly MessageProps[];
  /** Id of the first message that the model still reads, which may be on screen or among these. */
  readonly memoryBeginsAt: string | null;
  readonly composer: ComposerProps;
  readonly list: ChatListProps;
};

/** htmx's answer to an edit, a new answer or a change of versions: another branch from there on. */
export type ShownBranchProps = {
  readonly t: Texts;
  readonly chatId: string;
  /** The branch, from where it leaves the one that was shown. */
  readonly messages: readonly MessageProps[];
  /** Ids of the messages whose place the first of these may take. */
  readonly replaced: readonly string[];
  /** Without any of those: the message that it follows. */
  readonly after: string | null;
  /** The next idempotency key, as in {@link ChatPageProps}. */
  readonly againKey: string;
  readonly memoryBeginsAt: string | null;
  readonly state: ComposerState;
  readonly gauge: ContextGaugeProps;
  /** Where the order of the chats has changed. */
  readonly list?: ChatListProps;
};

/** htmx's answer to Continue: the answer that goes on, and the composer's buttons. */
export type BegunAnswerProps = { readonly answer: AnswerProps };

/** The stream's last message: the answer in its final form, and the composer's buttons. */
export type FinishedAnswerProps = AnswerProps & {
  /** Where the answer is on the branch that is shown. */
  readonly gauge?: ContextGaugeProps;
  /** Whether the chat may soon have a title that a model made. */
  readonly expectsTitle?: boolean;
};

/** htmx's answer to a change of a chat. */
export type ChangedChatProps = {
  readonly t: Texts;
  readonly chat: Chat;
  /** Given where the chat's place in it is another now. */
  readonly list?: ChatListProps;
};

/** A chat's title where it came after the page. */
export type ChatTitleProps = { readonly t: Texts; readonly chat: Chat };

/** A refusal that has no field of its own. */
export type AlertProps = { readonly message: string };

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
