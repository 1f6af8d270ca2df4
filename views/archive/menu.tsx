import type { Chat } from "../../domain/chats/chat.ts";
import { paths } from "../paths.ts";
import type { Texts } from "../texts/texts.ts";

type TransferMenuProps = { readonly t: Texts; readonly chat: Chat };

/** The entries of a chat's menu for sharing and exporting it. */
export function TransferMenu({ t: { transfer: t }, chat }: TransferMenuProps) {
  return (
    <>
      <details name="chat-menu">
        <summary>{t.share}</summary>
        <form class="stack" action={paths.shareChat(chat.id)} method="get">
          <p>{t.shareMeans}</p>
          <button type="submit" class="button">{t.openShare}</button>
        </form>
      </details>
      <details name="chat-menu">
        <summary>{t.export}</summary>
        <form class="stack" action={paths.exportChat(chat.id)} method="get">
          <p>{t.exportMeans}</p>
          <button type="submit" class="button" name="format" value="md">{t.asMarkdown}</button>
          <button type="submit" class="button" name="format" value="json">{t.asJson}</button>
        </form>
      </details>
    </>
  );
}
