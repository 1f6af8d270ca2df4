import { raw } from "hono/html";
import { AnswerFacts } from "../answers/facts.tsx";
import type { AnswerProps, MessageProps, QuestionProps } from "../answers/message_view.tsx";
import { answerNote } from "../answers/note.ts";
import type { AssetUrls } from "../layout.tsx";
import { paths } from "../paths.ts";
import { PublicPage } from "../public_page.tsx";
import { RestNote } from "../rest_note.tsx";
import { shownText } from "../shown_text.ts";
import type { Texts } from "../texts/texts.ts";

/** Props of the public page of a shared chat. */
export type SharedChatPageProps = {
  readonly t: Texts;
  readonly assets: AssetUrls;
  /** The secret in the share link. */
  readonly linkSecret: string;
  readonly title: string;
  /** Oldest first. */
  readonly messages: readonly MessageProps[];
  /** URL of the previous page of messages. */
  readonly older?: string;
  /** On an older page: URL of the newest messages. */
  readonly newest?: string;
};

/** The public page of a shared chat: it has no forms and no scripts, and doesn't name the owner. */
export function SharedChatPage(props: SharedChatPageProps) {
  const { t, assets, linkSecret, title, messages, older, newest } = props;
  return (
    <PublicPage t={t} title={title} assets={assets}>
      <div class="messages">
        <p class="hint">{t.sharing.sharedNote}</p>
        {older && (
          <p class="older">
            <a href={older}>{t.chat.olderMessages}</a>
          </p>
        )}
        {messages.map((message) =>
          "question" in message
            ? <SharedQuestion {...message} linkSecret={linkSecret} />
            : <SharedAnswer {...message} linkSecret={linkSecret} />
        )}
        {newest && (
          <p class="older">
            <a href={newest}>{t.chat.newestMessages}</a>
          </p>
        )}
      </div>
    </PublicPage>
  );
}

type InShare = { readonly linkSecret: string };

function SharedQuestion({ t, question, linkSecret }: QuestionProps & InShare) {
  return (
    <article class="message question">
      <h2 class="visually-hidden">{t.sharing.person}</h2>
      <div class="bubble">{shownText(question.content)}</div>
      <RestNote t={t} message={question} url={paths.sharedText(linkSecret, question.id)} />
    </article>
  );
}

function SharedAnswer({ t, answer, html, linkSecret }: AnswerProps & InShare) {
  const isStreaming = answer.state === "streaming";
  const note = isStreaming ? t.sharing.stillWritten : answerNote(t, answer);
  return (
    <article class="message answer">
      <h2 class="visually-hidden">Parley</h2>
      <div class="prose">{raw(html)}</div>
      {!isStreaming && (
        <RestNote t={t} message={answer} url={paths.sharedText(linkSecret, answer.id)} />
      )}
      {note && <p class="note">{note}</p>}
      {!isStreaming && (
        <footer class="answer-footer">
          <AnswerFacts t={t} answer={answer} />
        </footer>
      )}
    </article>
  );
}
