import { paths } from "../paths.ts";
import type { Texts } from "../texts/texts.ts";

/** A recent deletion of chats that can be undone. */
export type Deletion = { readonly deletedAt: Date; readonly count: number };

/** Says that chats were deleted, with a button to restore them. */
export function UndoNotice({ t, deletion }: { t: Texts; deletion?: Deletion }) {
  if (!deletion) return null;
  const { count, deletedAt } = deletion;
  return (
    <form class="undo" action={paths.restoreChats()} method="post">
      <input type="hidden" name="deleted" value={deletedAt.getTime()} />
      {t.list.deleted(t.format.number(count), count === 1)}{" "}
      <button type="submit" class="quiet-button strong">{t.list.undo}</button>
    </form>
  );
}
