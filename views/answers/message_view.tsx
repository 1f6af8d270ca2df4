import { raw } from "hono/html";
import type { Answer, Question } from "../../domain/chats/message.ts";
import { paths } from "../paths.ts";
import { RestNote } from "../rest_note.tsx";
import { shownText } from "../shown_text.ts";
import type { Texts } from "../texts/texts.ts";
import { AgainButton, AnswerFooter, CopyButton, type MessagePlace } from "./footer.tsx";
import { answerNote } from "./note.ts";
import { VersionSwitch } from "./version_switch.tsx";

/** A question as it is shown. */
export type QuestionProps = MessagePlace & {
  readonly t: Texts;
  readonly question: Question;
  /** Whether its Edit takes the focus, which was in the form that it replaces. */
  readonly isFocused?: boolean;
};

/** An answer as it is shown, while it streams and after. */
export type AnswerProps = MessagePlace & {
  readonly t: Texts;
  readonly answer: Answer;
  /** `answer.content` as HTML, made by the Markdown renderer; the views insert it as it is. */
  readonly html: string;
  /** While it streams: the position to follow it from. Defaults to the length of the content. */
  readonly position?: number;
};

/** Either of the two. */
export type MessageProps = QuestionProps | AnswerProps;

/** A message of a chat: the same in the page, in the answer to a form, and at a stream's end. */
export function MessageView(props: MessageProps) {
  return "question" in props ? <QuestionView {...props} /> : <AnswerView {...props} />;
}

function QuestionView(props: QuestionProps) {
  const { t, question } = props;
  return (
    <article id={`message-${question.id}`} class="message question">
      <h2 class="visually-hidden">{t.chat.you}</h2>
      <div class="bubble">{shownText(question.content)}</div>
      <RestNote t={t} message={question} url={paths.messageText(question.chatId, question.id)} />
      <QuestionFooter {...props} />
    </article>
  );
}

/** No `<footer>`: the key that copies the last answer looks for those. */
function QuestionFooter({ t, question, isLast, isOpen, isFocused, versions }: QuestionProps) {
  const { id, chatId } = question;
  const url = paths.editMessage(chatId, id);
  return (
    <div class="answer-footer">
      {isOpen && isLast && <AgainButton label={t.chat.retry} questionId={id} isStrong />}
      <CopyButton t={t} message={question} />
      {isOpen && (
        <a
          class="quiet-button"
          href={url}
          hx-get={url}
          hx-swap="outerHTML show:top"
          autofocus={isFocused}
        >
          {t.branches.edit}
        </a>
      )}
      <VersionSwitch t={t} message={question} versions={versions} />
    </div>
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
function StreamingText(props: AnswerProps) {
  const { t, answer, html, position = answer.content.length, versions } = props;
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
      {versions && (
        <footer class="answer-footer">
          <VersionSwitch t={t} message={answer} versions={versions} />
        </footer>
      )}
    </>
  );
}

function FinalText(props: AnswerProps) {
  const { t, answer, html } = props;
  const note = answerNote(t.chat, answer);
  return (
    <>
      <div id={`answer-${answer.id}`} class="prose">{raw(html)}</div>
      <RestNote t={t} message={answer} url={paths.messageText(answer.chatId, answer.id)} />
      {note && <p class={`note ${answer.state}`}>{note}</p>}
      <AnswerFooter {...props} />
    </>
  );
}
