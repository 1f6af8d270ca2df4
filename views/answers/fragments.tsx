import { type ContextGaugeProps, GaugePartial } from "../chats/context_gauge.tsx";
import { type ChatListProps, ListPartial } from "../chats/list.tsx";
import { paths } from "../paths.ts";
import type { Texts } from "../texts/texts.ts";
import { AgainKey } from "./branch_forms.tsx";
import { Composer, type ComposerProps } from "./composer.tsx";
import { type ComposerState, StatePartials } from "./composer_state.tsx";
import { LastShownPartial, MemoryPartials, Messages } from "./message_list.tsx";
import { type AnswerProps, AnswerView, type MessageProps } from "./message_view.tsx";

// `<hx-partial>` is htmx's way to change several places of a page with one response.

/** htmx's answer to a message: the question, its answers, a fresh composer and the list. */
export type SentMessageProps = {
  readonly t: Texts;
  readonly messages: readonly MessageProps[];
  /** Id of the first message that the model still reads, which may be on screen or among these. */
  readonly memoryBeginsAt: string | null;
  readonly composer: ComposerProps;
  readonly list: ChatListProps;
};

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
  /** A fresh idempotency key for another answer to any of the questions. */
  readonly againKey: string;
  readonly memoryBeginsAt: string | null;
  readonly state: ComposerState;
  readonly gauge: ContextGaugeProps;
  /** Where the order of the chats has changed. */
  readonly list?: ChatListProps;
};

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

/** htmx's answer to Continue: the answer that goes on, and the composer's buttons. */
export type BegunAnswerProps = { readonly answer: AnswerProps };

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

/** The stream's last message: the answer in its final form, and the composer's buttons. */
export type FinishedAnswerProps = AnswerProps & {
  /** Where the answer is on the branch that is shown. */
  readonly gauge?: ContextGaugeProps;
  /** Whether the chat may soon have a title that a model made. */
  readonly expectsTitle?: boolean;
};

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
