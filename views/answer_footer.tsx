import type { PropsWithChildren } from "hono/jsx";
import { type Answer, canContinue } from "../domain/message.ts";
import { AnswerFacts } from "./answer_facts.tsx";
import type { AnswerProps, QuestionProps } from "./page_props.ts";
import { paths } from "./paths.ts";
import { VersionSwitch } from "./version_switch.tsx";

/** What can be done with an answer, and the facts about it. */
export function AnswerFooter({ t, answer, isLast, isOpen, versions }: AnswerProps) {
  return (
    <footer class="answer-footer">
      {answer.content && (
        <button type="button" class="quiet-button" data-copy={`answer-${answer.id}`}>
          {t.site.copy}
        </button>
      )}
      {isOpen && <AgainForm t={t} answer={answer} versions={versions} />}
      <VersionSwitch t={t} message={answer} versions={versions} />
      {isLast && canContinue(answer) && <ContinueForm t={t} answer={answer} />}
      <AnswerFacts t={t} answer={answer} />
    </footer>
  );
}

function ContinueForm({ t, answer }: Pick<AnswerProps, "t" | "answer">) {
  const { id, chatId, content } = answer;
  return (
    <MessageForm url={paths.continueAnswer(chatId, id)} target={id}>
      <input type="hidden" name="position" value={content.length} />
      <button type="submit" class="quiet-button strong">{t.chat.continue}</button>
    </MessageForm>
  );
}

/** One more answer. From the same state of the page it is asked for once, however often it is pressed. */
function AgainForm({ t, answer, versions }: Pick<AnswerProps, "t" | "answer" | "versions">) {
  const { id, chatId, parentId } = answer;
  const isRetry = isWorthRetry(answer);
  return (
    <MessageForm url={paths.answers(chatId)} target={id}>
      <input type="hidden" name="question" value={parentId ?? ""} />
      <input type="hidden" name="requestId" value={`again-${id}-${versions?.length ?? 1}`} />
      <button type="submit" class={isRetry ? "quiet-button strong" : "quiet-button"}>
        {isRetry ? t.chat.retry : t.branches.regenerate}
      </button>
    </MessageForm>
  );
}

function isWorthRetry({ state, finishReason, content }: Answer): boolean {
  return state !== "complete" || finishReason === "content_filter" || content.trim() === "";
}

/** Asks for the answer to a question that has none. */
export function AnswerQuestionForm({ t, question }: Pick<QuestionProps, "t" | "question">) {
  const { id, chatId } = question;
  return (
    <MessageForm url={paths.answers(chatId)} target={id} swap="afterend">
      <input type="hidden" name="question" value={id} />
      <input type="hidden" name="requestId" value={`answer-${id}`} />
      <button type="submit" class="quiet-button strong">{t.chat.retry}</button>
    </MessageForm>
  );
}

type MessageFormProps = PropsWithChildren<{
  readonly url: string;
  /** Id of the message that the response is about. */
  readonly target: string;
  readonly swap?: string;
}>;

/** A form whose response takes a message's place, or comes after it. */
function MessageForm({ url, target, swap = "outerHTML", children }: MessageFormProps) {
  return (
    <form
      action={url}
      method="post"
      hx-post={url}
      hx-target={`#message-${target}`}
      hx-swap={swap}
      hx-disable="find button"
    >
      {children}
    </form>
  );
}
