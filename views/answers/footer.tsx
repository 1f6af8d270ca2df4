import { type Answer, canContinue, type Message } from "../../domain/chats/message.ts";
import { paths } from "../paths.ts";
import type { Texts } from "../texts/texts.ts";
import { AnswerFacts } from "./facts.tsx";
import { VersionSwitch } from "./version_switch.tsx";
/** What a message's place in the chat lets people do with it. */
export type MessagePlace = {
  /** Whether its chat takes more messages, so that it can be edited or answered once more. */
  readonly isOpen?: boolean;
  /** Whether it is the end of such a chat, where Continue is offered. */
  readonly isLast?: boolean;
  /** Ids of its versions, itself among them, oldest first; absent when it is alone. */
  readonly versions?: readonly string[];
};

type AnswerFooterProps = MessagePlace & { readonly t: Texts; readonly answer: Answer };

/** What can be done with an answer, and the facts about it. */
export function AnswerFooter({ t, answer, isLast, isOpen, versions }: AnswerFooterProps) {
  const isRetry = isWorthRetry(answer);
  return (
    <footer class="answer-footer">
      {answer.content && <CopyButton t={t} message={answer} />}
      {isOpen && (
        <AgainButton
          label={isRetry ? t.chat.retry : t.branches.regenerate}
          questionId={answer.parentId ?? ""}
          isStrong={isRetry}
        />
      )}
      <VersionSwitch t={t} message={answer} versions={versions} />
      {isLast && canContinue(answer) && <ContinueForm t={t} answer={answer} />}
      <AnswerFacts t={t} answer={answer} />
    </footer>
  );
}

/** Copies a message as it was written. */
export function CopyButton({ t, message }: { readonly t: Texts; readonly message: Message }) {
  const { chatId, id } = message;
  return (
    <button type="button" class="quiet-button" data-copy={paths.messageText(chatId, id)}>
      {t.site.copy}
    </button>
  );
}

/** Another answer, or one to a question that has none. */
export function AgainButton({ label, questionId, isStrong = false }: AgainButtonProps) {
  const look = isStrong ? "quiet-button strong" : "quiet-button";
  return (
    <button type="submit" form="again" name="question" value={questionId} class={look}>
      {label}
    </button>
  );
}

type AgainButtonProps = {
  readonly label: string;
  readonly questionId: string;
  readonly isStrong?: boolean;
};

function isWorthRetry({ state, finishReason, content }: Answer): boolean {
  return state !== "complete" || finishReason === "content_filter" || content.trim() === "";
}

function ContinueForm({ t, answer }: Pick<AnswerFooterProps, "t" | "answer">) {
  const { id, chatId, content } = answer;
  const url = paths.continueAnswer(chatId, id);
  return (
    <form action={url} method="post" hx-post={url} hx-disable="find button">
      <input type="hidden" name="position" value={content.length} />
      <button type="submit" class="quiet-button strong">{t.chat.continue}</button>
    </form>
  );
}
