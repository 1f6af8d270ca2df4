import { Icon } from "./icon.tsx";
import type { ComposerProps, ComposerState } from "./page_props.ts";
import { paths } from "./paths.ts";

/** The box a message is written in, with its Send or Stop; in an ended chat, a line instead. */
export function Composer(props: ComposerProps) {
  if (props.state.type === "ended") return <EndedNotice {...props} />;
  return (
    <div id="composer" class="composer">
      <div class="composer-box">
        <ComposerForm {...props} />
        <ComposerActions chatId={props.chatId} state={props.state} />
      </div>
      {props.error && <p id="message-error" class="field-error" role="alert">{props.error}</p>}
    </div>
  );
}

function ComposerForm({ chatId, requestId, message = "", error, ...choice }: ComposerProps) {
  const url = chatId === null ? paths.chats() : paths.messages(chatId);
  return (
    <form
      id="composer-form"
      action={url}
      method="post"
      hx-post={url}
      hx-target="#composer"
      hx-swap="outerHTML"
      hx-sync="drop"
      data-draft={chatId ?? "new"}
    >
      <input type="hidden" name="requestId" value={requestId} />
      <label for="message" class="visually-hidden">Message</label>
      <textarea
        id="message"
        name="message"
        rows={1}
        required
        autofocus
        autocomplete="off"
        enterkeyhint="send"
        placeholder={chatId === null ? "Ask anything" : "Reply"}
        aria-invalid={error ? "true" : undefined}
        aria-describedby={error ? "message-error" : undefined}
      >
        {message}
      </textarea>
      <ModelPicker {...choice} />
    </form>
  );
}

function ModelPicker({ models = [], model }: Pick<ComposerProps, "models" | "model">) {
  if (models.length < 2) return null;
  return (
    <select name="model" class="model-picker" aria-label="Model">
      {models.map(({ name }) => <option value={name} selected={name === model}>{name}</option>)}
    </select>
  );
}

type ActionsProps = { readonly chatId: string | null; readonly state: ComposerState };

/**
 * Send, or Stop while an answer streams. They are outside the composer's form, so that the end of
 * an answer changes them without touching what is being written.
 */
export function ComposerActions({ chatId, state }: ActionsProps) {
  return (
    <div id="composer-actions" class="composer-actions">
      {chatId !== null && state.type === "answering"
        ? <StopForm url={paths.stopAnswer(chatId, state.answerId)} />
        : (
          <button
            type="submit"
            form="composer-form"
            class="round-button"
            aria-label="Send"
            title="Send"
          >
            <Icon name="send" />
          </button>
        )}
    </div>
  );
}

function StopForm({ url }: { url: string }) {
  return (
    <form action={url} method="post" hx-post={url} hx-swap="none" hx-disable="find button">
      <button type="submit" class="round-button" aria-label="Stop the answer" title="Stop">
        <Icon name="stop" />
      </button>
    </form>
  );
}

/** A message that came too late is shown with the reason, to be copied. */
function EndedNotice({ message, error }: Pick<ComposerProps, "message" | "error">) {
  return (
    <div id="composer" class="composer ended">
      {message && error && (
        <>
          <p class="field-error" role="alert">{error}</p>
          <textarea id="message" aria-label="Your message" readonly>{message}</textarea>
        </>
      )}
      <p>
        This chat has ended. <a href={paths.home()}>Start a new one</a>
      </p>
    </div>
  );
}
