import { paths } from "../paths.ts";
import type { Texts } from "../texts/texts.ts";

/** Props of the form that edits a question. */
export type EditFormProps = {
  readonly t: Texts;
  readonly chatId: string;
  readonly messageId: string;
  /** The question's text; after an error, the text that was sent. */
  readonly message: string;
  readonly idempotencyKey: string;
  /** Why the edit was refused. */
  readonly error?: string;
  /** Whether the form is on its own page, with no chat for htmx to update. */
  readonly isAlone?: boolean;
};

/** The form that edits a question, in the question's place. */
export function EditForm(
  { t, chatId, messageId, message, idempotencyKey, error, isAlone }: EditFormProps,
) {
  const url = paths.messages(chatId);
  const question = paths.message(chatId, messageId);
  return (
    <article id={`message-${messageId}`} class="message question editing">
      <form
        class="stack"
        action={url}
        method="post"
        hx-post={isAlone ? undefined : url}
        hx-disable="find button"
      >
        <input type="hidden" name="replaces" value={messageId} />
        <input type="hidden" name="requestId" value={idempotencyKey} />
        <textarea
          name="message"
          aria-label={t.branches.editTitle}
          required
          autofocus
          autocomplete="off"
          enterkeyhint="send"
          aria-invalid={error ? "true" : undefined}
          aria-describedby={error ? `error-${messageId}` : undefined}
        >
          {`\n${message}`}
        </textarea>
        {error && <p id={`error-${messageId}`} class="field-error" role="alert">{error}</p>}
        <footer class="answer-footer">
          <a
            class="quiet-button"
            aria-keyshortcuts="Escape"
            href={question}
            hx-get={isAlone ? undefined : question}
          >
            {t.branches.cancel}
          </a>
          <button type="submit" class="button">{t.chat.send}</button>
        </footer>
      </form>
    </article>
  );
}
