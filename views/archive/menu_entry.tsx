import type { Chat } from "../../domain/chats/chat.ts";
import { paths } from "../paths.ts";
import type { Texts } from "../texts/texts.ts";

type ExportEntryProps = { readonly t: Texts; readonly chat: Chat };

/** The entry of a chat's menu for exporting it. */
export function ExportEntry({ t: { archive: t }, chat }: ExportEntryProps) {
  return (
    <details name="chat-menu">
      <summary>{t.export}</summary>
      <form class="stack" action={paths.exportChat(chat.id)} method="get">
        <p>{t.exportMeans}</p>
        <button type="submit" class="button" name="format" value="md">{t.asMarkdown}</button>
        <button type="submit" class="button" name="format" value="json">{t.asJson}</button>
      </form>
    </details>
  );
}
