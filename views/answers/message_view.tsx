import { raw } from "hono/html";
import type { Answer, Question } from "../../domain/chats/message.ts";
import { paths } from "../paths.ts";
import { RestNote } from "../rest_note.tsx";
import { shownText } from "../shown_text.ts";
import type { Texts } from "../texts/texts.ts";
import { AgainButton, AnswerFooter, CopyButton, type MessagePlace } from "./footer.tsx";
import { answerNote } from "./note.ts";
import { SourcesView } from "./sources.tsx";
import { ThinkingPlace, ThinkingView } from "./thinking.tsx";
import { VersionSwitch } from "./version_switch.tsx";

/** Props of a question. */
export type QuestionProps = MessagePlace & {
  readonly t: Texts;
  readonly question: Question;
  /** Whether Edit takes the focus, which was in the edit form that the question replaces. */
  readonly isFocused?: boolean;
};

/** Props of an answer, while it streams and after. */
export type AnswerProps = MessagePlace & {
  readonly t: Texts;
  readonly answer: Answer;
  /** `answer.content` as HTML from the Markdown renderer; the view doesn't escape it. */
  readonly html: string;
  /** For a streaming answer: the position to follow it from, by default the content's length. */
  readonly position?: number;
};

/** Props of a question or an answer. */
export type MessageProps = QuestionProps | AnswerProps;

/** A message of a chat: the same in the page, in htmx's answers and in the event stream. */
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

/** Not a `<footer>`: the shortcut that copies the last answer looks for that element. */
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

/** An answer. While it streams, its text is updated by the answer's events. */
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
 * Without scripts, a frame shows the text as it grows. In HTML that htmx inserts, `<noscript>` has
 * child elements, so the frame would load; `loading="lazy"` prevents that, as it isn't rendered.
 */
function StreamingText(props: AnswerProps) {
  const { t, answer, html, position = answer.content.length, versions } = props;
  const { id, chatId } = answer;
  return (
    <>
      <ThinkingPlace id={id} />
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
  const note = answerNote(t, answer);
  return (
    <>
      <ThinkingView t={t} answer={answer} />
      <div id={`answer-${answer.id}`} class="prose">{raw(html)}</div>
      <SourcesView t={t} answer={answer} />
      <RestNote t={t} message={answer} url={paths.messageText(answer.chatId, answer.id)} />
      {note && <p class={`note ${answer.state}`}>{note}</p>}
      <AnswerFooter {...props} />
    </>
  );
}
