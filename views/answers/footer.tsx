import { type Answer, canContinue, type Message } from "../../domain/chats/message.ts";
import { AnswerFacts } from "./facts.tsx";
import type { AnswerProps } from "../page_props.ts";
import { paths } from "../paths.ts";
import type { Texts } from "../texts/texts.ts";
import { VersionSwitch } from "./version_switch.tsx";

/** What can be done with an answer, and the facts about it. */
export function AnswerFooter({ t, answer, isLast, isOpen, versions }: AnswerProps) {
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

function ContinueForm({ t, answer }: Pick<AnswerProps, "t" | "answer">) {
  const { id, chatId, content } = answer;
  const url = paths.continueAnswer(chatId, id);
  return (
    <form action={url} method="post" hx-post={url} hx-disable="find button">
      <input type="hidden" name="position" value={content.length} />
      <button type="submit" class="quiet-button strong">{t.chat.continue}</button>
    </form>
  );
}
