import { ElsewhereNotice } from "../chats/elsewhere_notice.tsx";
import { Icon } from "../icon.tsx";
import { ModelOptions } from "../chats/model_options.tsx";
import { NewChatSettings } from "../chats/new_chat_settings.tsx";
import type { ComposerProps, ComposerState } from "../page_props.ts";
import { paths } from "../paths.ts";
import type { Texts } from "../texts/texts.ts";

/** The box a message is written in, with its Send or Stop; in an ended chat, a line instead. */
export function Composer(props: ComposerProps) {
  if (props.state.type === "ended") return <EndedNotice {...props} />;
  return (
    <div id="composer" class="composer">
      <div class="composer-box">
        <ComposerForm {...props} />
        <ComposerActions t={props.t} chatId={props.chatId} state={props.state} />
      </div>
      <ElsewhereNotice t={props.t} chatId={props.chatId} state={props.state} />
      {props.error && <p id="message-error" class="field-error" role="alert">{props.error}</p>}
      {props.chatId === null && <NewChatSettings t={props.t} settings={props.settings} />}
    </div>
  );
}

function ComposerForm(props: ComposerProps) {
  const { t, chatId, requestId, message = "", error, isAfterGap, ...choice } = props;
  const url = chatId === null ? paths.chats() : paths.messages(chatId);
  return (
    <form
      id="composer-form"
      action={url}
      method="post"
      hx-post={isAfterGap ? undefined : url}
      hx-target="#composer"
      hx-swap="outerHTML"
      hx-sync="drop"
      data-draft={chatId ?? "new"}
    >
      <input type="hidden" name="requestId" value={requestId} />
      <label for="message" class="visually-hidden">{t.chat.message}</label>
      <textarea
        id="message"
        name="message"
        rows={1}
        required
        autofocus
        autocomplete="off"
        enterkeyhint="send"
        aria-keyshortcuts="Shift+Escape"
        placeholder={chatId === null ? t.chat.askAnything : t.chat.reply}
        aria-invalid={error && choice.state.type === "ready" ? "true" : undefined}
        aria-describedby={error ? "message-error" : undefined}
      >
        {message}
      </textarea>
      <ModelPicker t={t} {...choice} />
    </form>
  );
}

function ModelPicker({ t, models = [], model }: Pick<ComposerProps, "t" | "models" | "model">) {
  if (models.length < 2) return null;
  return (
    <select name="model" class="model-picker" aria-label={t.chat.model}>
      <ModelOptions t={t} models={models} model={model} />
    </select>
  );
}

type ActionsProps = {
  readonly t: Texts;
  readonly chatId: string | null;
  readonly state: ComposerState;
};

/**
 * Send, or Stop while an answer streams. They are outside the composer's form, so that the end of
 * an answer changes them without touching what is being written.
 */
export function ComposerActions({ t, chatId, state }: ActionsProps) {
  return (
    <div id="composer-actions" class="composer-actions">
      {chatId !== null && state.type === "answering"
        ? <StopForm t={t} url={paths.stopAnswer(chatId, state.answerId)} />
        : (
          <button
            type="submit"
            form="composer-form"
            class="round-button"
            aria-label={t.chat.send}
            title={t.chat.send}
          >
            <Icon name="send" />
          </button>
        )}
    </div>
  );
}

function StopForm({ t, url }: { t: Texts; url: string }) {
  return (
    <form action={url} method="post" hx-post={url} hx-swap="none" hx-disable="find button">
      <button
        type="submit"
        class="round-button"
        aria-keyshortcuts="Escape"
        aria-label={t.chat.stopAnswer}
        title={t.chat.stop}
      >
        <Icon name="stop" />
      </button>
    </form>
  );
}

/** A message that came too late is shown with the reason, to be copied. */
function EndedNotice({ t, message, error }: Pick<ComposerProps, "t" | "message" | "error">) {
  return (
    <div id="composer" class="composer ended">
      {message && error && (
        <>
          <p class="field-error" role="alert">{error}</p>
          <textarea id="message" aria-label={t.site.yourMessage} readonly>{message}</textarea>
        </>
      )}
      <p>
        {t.chat.hasEnded} <a href={paths.home()}>{t.chat.startNew}</a>
      </p>
    </div>
  );
}
