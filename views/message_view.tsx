import { raw } from "hono/html";
import type { PropsWithChildren } from "hono/jsx";
import { type Answer, canContinue } from "../domain/message.ts";
import { answerNote } from "./answer_note.ts";
import type { AnswerProps, MessageProps, QuestionProps } from "./page_props.ts";
import { paths } from "./paths.ts";
import type { Texts } from "./texts.ts";

/** A message of a chat: the same in the page, in the answer to a form, and at a stream's end. */
export function MessageView(props: MessageProps) {
  return "question" in props ? <QuestionView {...props} /> : <AnswerView {...props} />;
}

function QuestionView({ t, question }: QuestionProps) {
  return (
    <article id={`message-${question.id}`} class="message question">
      <h2 class="visually-hidden">{t.chat.you}</h2>
      <div class="bubble">{question.content}</div>
    </article>
  );
}

/** An answer; while it streams its text follows the answer's events. */
export function AnswerView(props: AnswerProps) {
  const { answer } = props;
  const isStreaming = answer.state === "streaming";
  return (
    <article
      id={`message-${answer.id}`}
      class="message answer"
      aria-busy={isStreaming ? "true" : undefined}
    >
      <h2 class="visually-hidden">Parley</h2>
      {isStreaming ? <StreamingText {...props} /> : <FinalText {...props} />}
    </article>
  );
}

/**
 * Without scripts, a frame shows the text as it grows. htmx brings `<noscript>` into a page as
 * elements, where a frame would load; a lazy one that is not rendered doesn't.
 */
function StreamingText({ t, answer, html, position = answer.content.length }: AnswerProps) {
  const { id, chatId } = answer;
  return (
    <>
      <div
        id={`answer-${id}`}
        class="prose"
        hx-sse:connect={paths.answerEvents(chatId, id, position)}
        hx-sse:close="end"
      >
        {raw(html)}
      </div>
      <noscript>
        <iframe
          class="live"
          src={paths.answerLive(chatId, id)}
          title={t.chat.answer}
          loading="lazy"
        >
        </iframe>
      </noscript>
    </>
  );
}

function FinalText(props: AnswerProps) {
  const { t, answer, html } = props;
  const note = answerNote(t.chat, answer);
  return (
    <>
      <div id={`answer-${answer.id}`} class="prose">{raw(html)}</div>
      {note && <p class={`note ${answer.state}`}>{note}</p>}
      <AnswerFooter {...props} />
    </>
  );
}

function AnswerFooter({ t, answer, isLast }: AnswerProps) {
  return (
    <footer class="answer-footer">
      {answer.content && (
        <button type="button" class="quiet-button" data-copy={`answer-${answer.id}`}>
          {t.site.copy}
        </button>
      )}
      {isLast && canContinue(answer) && <ContinueForm t={t} answer={answer} />}
      {isLast && isWorthRetry(answer) && <RetryForm t={t} answer={answer} />}
      <span class="answer-facts">{factsOf(t, answer)}</span>
    </footer>
  );
}

function isWorthRetry({ state, finishReason, content }: Answer): boolean {
  return state !== "complete" || finishReason === "content_filter" || content.trim() === "";
}

function factsOf(t: Texts, { model, completionTokens }: Answer): string {
  if (!completionTokens) return model;
  const count = t.format.number(completionTokens);
  return `${model} · ${t.chat.tokens(count, completionTokens === 1)}`;
}

function ContinueForm({ t, answer }: Pick<AnswerProps, "t" | "answer">) {
  return (
    <AnswerForm answer={answer} url={paths.continueAnswer(answer.chatId, answer.id)}>
      <input type="hidden" name="position" value={answer.content.length} />
      <button type="submit" class="quiet-button strong">{t.chat.continue}</button>
    </AnswerForm>
  );
}

function RetryForm({ t, answer }: Pick<AnswerProps, "t" | "answer">) {
  return (
    <AnswerForm answer={answer} url={paths.answers(answer.chatId)}>
      <input type="hidden" name="question" value={answer.parentId ?? ""} />
      <input type="hidden" name="requestId" value={`retry-${answer.id}`} />
      <button type="submit" class="quiet-button strong">{t.chat.retry}</button>
    </AnswerForm>
  );
}

type AnswerFormProps = PropsWithChildren<Pick<AnswerProps, "answer"> & { url: string }>;

/** A form whose response takes the answer's place. */
function AnswerForm({ answer, url, children }: AnswerFormProps) {
  return (
    <form
      action={url}
      method="post"
      hx-post={url}
      hx-target={`#message-${answer.id}`}
      hx-swap="outerHTML"
      hx-disable="find button"
    >
      {children}
    </form>
  );
}
