import {
  type Answer,
  canContinue,
  hasOnlyThought,
  type Message,
} from "../../domain/chats/message.ts";
import { paths } from "../paths.ts";
import type { Texts } from "../texts/texts.ts";
import { AnswerFacts } from "./facts.tsx";
import { VersionSwitch } from "./version_switch.tsx";

/** A message's place in its chat, which decides what the user can do with it. */
export type MessagePlace = {
  /** Whether the chat takes more messages, so that the message can be edited or answered again. */
  readonly isOpen?: boolean;
  /** Whether the message is the last of such a chat; an answer can then be continued. */
  readonly isLast?: boolean;
  /** Ids of all its versions, oldest first; absent if there is only this one. */
  readonly versions?: readonly string[];
};

type AnswerFooterProps = MessagePlace & { readonly t: Texts; readonly answer: Answer };

/** The buttons under an answer, and the facts about it. */
export function AnswerFooter({ t, answer, isLast, isOpen, versions }: AnswerFooterProps) {
  const isRetry = isWorthRetry(answer);
  return (
    <footer class="answer-footer">
      {answer.content && <CopyButton t={t} message={answer} />}
      {isOpen && hasOnlyThought(answer) && <LargerLimitButton t={t} answer={answer} />}
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

/** Copies a message's text, before any formatting. */
export function CopyButton({ t, message }: { readonly t: Texts; readonly message: Message }) {
  const { chatId, id } = message;
  return (
    <button type="button" class="quiet-button" data-copy={paths.messageText(chatId, id)}>
      {t.site.copy}
    </button>
  );
}

/** Asks for another answer to a question, or for the first one if it has none. */
export function AgainButton({ label, questionId, isStrong = false }: AgainButtonProps) {
  const look = isStrong ? "quiet-button strong" : "quiet-button";
  return (
    <button type="submit" form="again" name="question" value={questionId} class={look}>
      {label}
    </button>
  );
}

/** Asks again with a larger limit, which an answer used up with its thinking. */
function LargerLimitButton({ t, answer }: Pick<AnswerFooterProps, "t" | "answer">) {
  const question = answer.parentId ?? "";
  return (
    <button type="submit" form="again" name="larger" value={question} class="quiet-button strong">
      {t.chat.largerLimit}
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
