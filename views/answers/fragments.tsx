import { type ContextGaugeProps, GaugePartial } from "../chats/context_gauge.tsx";
import { type ChatListProps, ListPartial } from "../chats/list.tsx";
import { paths } from "../paths.ts";
import type { Texts } from "../texts/texts.ts";
import { IdempotencyKeyField } from "./branch_forms.tsx";
import { Composer, type ComposerProps } from "./composer.tsx";
import { type ComposerState, StatePartials } from "./composer_state.tsx";
import { LastShownPartial, MemoryPartials, Messages } from "./message_list.tsx";
import { type AnswerProps, AnswerView, type MessageProps } from "./message_view.tsx";

// `<hx-partial>` lets one htmx response change several places of a page.

/** Props of htmx's answer to a new message. */
export type SentMessageProps = {
  readonly t: Texts;
  /** The question and its answers. */
  readonly messages: readonly MessageProps[];
  /** Id of the first message that the model still reads: an older one, or one of `messages`. */
  readonly memoryBeginsAt: string | null;
  readonly composer: ComposerProps;
  readonly list: ChatListProps;
};

/**
 * htmx's answer to a new message: an empty composer, the new messages, the list of chats, and the
 * line where the model's memory begins. htmx ignores parts whose target isn't on the page.
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

/** Props of htmx's answer to an edit, another answer or a switch to another version. */
export type ShownBranchProps = {
  readonly t: Texts;
  readonly chatId: string;
  /** The branch's messages, from where it differs from the one on screen. */
  readonly messages: readonly MessageProps[];
  /** Ids of the versions of the first message; the one on screen is replaced. */
  readonly replaced: readonly string[];
  /** If there are no such versions: id of the message before the first. */
  readonly after: string | null;
  /** A new idempotency key for the form `again`. */
  readonly idempotencyKey: string;
  readonly memoryBeginsAt: string | null;
  readonly state: ComposerState;
  readonly gauge: ContextGaugeProps;
  /** Given if the order of the chats has changed. */
  readonly list?: ChatListProps;
};

/**
 * htmx's answer to an edit, another answer or a switch to another version: replaces the version on
 * screen and all messages after it by the branch. Only one of the `replaced` is on the page.
 */
export function ShownBranch(props: ShownBranchProps) {
  const { t, chatId, messages, replaced, after, idempotencyKey, memoryBeginsAt } = props;
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
        <IdempotencyKeyField value={idempotencyKey} />
      </hx-partial>
      <LastShownPartial messages={messages} />
      <MemoryPartials t={t} memoryBeginsAt={memoryBeginsAt} />
      <StatePartials t={t} chatId={chatId} state={state} />
      <GaugePartial {...gauge} />
      {list && <ListPartial {...list} />}
    </>
  );
}

/** Props of htmx's answer to Continue. */
export type BegunAnswerProps = { readonly answer: AnswerProps };

/**
 * htmx's answer to Continue: the streaming answer in the old one's place, and Stop in the composer.
 * If the request was a repeated one, the answer may already have ended.
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

/** Props of the last message of an answer's event stream. */
export type FinishedAnswerProps = AnswerProps & {
  /** Given if the answer is on the branch that is shown. */
  readonly gauge?: ContextGaugeProps;
  /** Whether the model is about to make a title for the chat. */
  readonly expectsTitle?: boolean;
};

/**
 * The last message of an answer's event stream: the answer in its final form, Send in the composer,
 * and one announcement to assistive technology. On the page of an ended chat there is no place for
 * Send, and htmx ignores it. If another tab ended the chat, Send is refused and the draft is kept.
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

/** Loads the title that the model makes for a chat. */
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
