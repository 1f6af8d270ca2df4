import type { Chat } from "../../domain/chats/chat.ts";
import { paths } from "../paths.ts";
import type { Texts } from "../texts/texts.ts";

type ShareEntryProps = { readonly t: Texts; readonly chat: Chat };

/** The entry of a chat's menu for sharing it. */
export function ShareEntry({ t: { sharing: t }, chat }: ShareEntryProps) {
  return (
    <details name="chat-menu">
      <summary>{t.share}</summary>
      <form class="stack" action={paths.shareChat(chat.id)} method="get">
        <p>{t.shareMeans}</p>
        <button type="submit" class="button">{t.openShare}</button>
      </form>
    </details>
  );
}
