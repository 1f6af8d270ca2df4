import type { ModelCatalog } from "../../domain/models/catalog.ts";
import { ModelOptions } from "../chats/model_options.tsx";
import { NewChatSettings, type NewChatSettingsProps } from "../chats/new_chat_settings.tsx";
import { paths } from "../paths.ts";
import type { Texts } from "../texts/texts.ts";
import { ComposerActions, type ComposerState, ElsewhereNotice } from "./composer_state.tsx";

/** Props of the composer. */
export type ComposerProps = {
  readonly t: Texts;
  /** `null` for a new chat. */
  readonly chatId: string | null;
  readonly state: ComposerState;
  /** A new idempotency key; after an error, the key that was sent. */
  readonly idempotencyKey: string;
  /** Text in the box: the refused message, or a suggestion. */
  readonly message?: string;
  /** Why `message` was refused. */
  readonly error?: string;
  /** Whether the page lacks the chat's newest messages; sending then loads a page that has them. */
  readonly isAfterGap?: boolean;
  /** For a new chat, the models to choose from; the first is the default. */
  readonly models?: ModelCatalog;
  /** Name of the selected model. */
  readonly model?: string;
  /** A new chat's settings, if they are open. */
  readonly settings?: NewChatSettingsProps["settings"];
};

/** The composer: the message box with Send or Stop. An ended chat has a line of text instead. */
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
  const { t, chatId, idempotencyKey, message = "", error, isAfterGap, ...choice } = props;
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
      <input type="hidden" name="requestId" value={idempotencyKey} />
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

function ModelPicker({ t, models, model }: Pick<ComposerProps, "t" | "models" | "model">) {
  if (!models || models.length < 2) return null;
  return (
    <select name="model" class="model-picker" aria-label={t.chat.model}>
      <ModelOptions t={t} models={models} model={model} />
    </select>
  );
}

/** Shows a message that was sent after the chat had ended, so that the user can copy it. */
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
