import { Icon } from "../icon.tsx";
import { paths } from "../paths.ts";
import type { Texts } from "../texts/texts.ts";

/** Whether the composer offers Send, Stop or neither. */
export type ComposerState =
  | { readonly type: "ready" }
  /** Stop stops `answerId`; with `isElsewhere` that answer is on a branch that isn't shown. */
  | { readonly type: "answering"; readonly answerId: string; readonly isElsewhere?: boolean }
  | { readonly type: "ended" };

type StateProps = {
  readonly t: Texts;
  /** `null` for a new chat. */
  readonly chatId: string | null;
  readonly state: ComposerState;
};

/**
 * Send, or Stop while an answer streams. The buttons are outside the composer's form: the end of an
 * answer replaces them, and leaves the user's draft alone.
 */
export function ComposerActions({ t, chatId, state }: StateProps) {
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

/**
 * Says that an answer is streaming on a branch that isn't shown, with a button to show it. A hidden
 * element follows the answer's events, as the end of the answer removes this notice.
 */
export function ElsewhereNotice({ t, chatId, state }: StateProps) {
  if (chatId === null || state.type !== "answering" || !state.isElsewhere) {
    return <div id="elsewhere"></div>;
  }
  const { answerId } = state;
  return (
    <div id="elsewhere">
      <form class="answer-footer" action={paths.branch(chatId)} method="post">
        {t.branches.elsewhere}
        <button type="submit" name="message" value={answerId} class="quiet-button strong">
          {t.branches.show}
        </button>
      </form>
      <div hidden hx-sse:connect={paths.answerEvents(chatId, answerId)} hx-sse:close="end"></div>
    </div>
  );
}

/** Updates the composer's buttons and notices, and leaves the user's draft alone. */
export function StatePartials(props: StateProps) {
  return (
    <>
      <hx-partial hx-target="#composer-actions" hx-swap="outerHTML">
        <ComposerActions {...props} />
      </hx-partial>
      <hx-partial hx-target="#elsewhere" hx-swap="outerHTML">
        <ElsewhereNotice {...props} />
      </hx-partial>
      {props.state.type === "ready" && (
        <hx-partial hx-target="#message-error" hx-swap="delete"></hx-partial>
      )}
    </>
  );
}
