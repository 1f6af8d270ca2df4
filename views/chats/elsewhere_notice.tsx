import type { ComposerProps } from "../page_props.ts";
import { paths } from "../paths.ts";

type ElsewhereNoticeProps = Pick<ComposerProps, "t" | "chatId" | "state">;

/**
 * The place that says when an answer is made on a branch that isn't shown, and leads there. Its events
 * are followed out of sight, because their end takes this back.
 */
export function ElsewhereNotice({ t, chatId, state }: ElsewhereNoticeProps) {
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
