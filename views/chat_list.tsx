import type { ChatListProps } from "./page_props.ts";
import { paths } from "./paths.ts";
import type { Texts } from "./texts.ts";

/** The user's chats as navigation, newest first. */
export function ChatList(props: ChatListProps) {
  return (
    <nav id="chat-list" class="chat-list" aria-label={props.t.list.chats}>
      {props.chats.length === 0 ? <p class="hint">{props.t.list.none}</p> : (
        <ul>
          <ChatListPage {...props} />
        </ul>
      )}
    </nav>
  );
}

/** Some of the list's entries and the link to those after them. */
export function ChatListPage({ t, chats, currentId, hasMore }: ChatListProps) {
  const last = chats.at(-1);
  return (
    <>
      {chats.map((chat) => (
        <li>
          <a href={paths.chat(chat.id)} aria-current={chat.id === currentId ? "page" : undefined}>
            {chat.title}
          </a>
        </li>
      ))}
      {hasMore && last && <OlderChats t={t} url={paths.chatsBefore(last)} />}
    </>
  );
}

function OlderChats({ t, url }: { t: Texts; url: string }) {
  return (
    <li id="older-chats">
      <a class="quiet" href={url} hx-get={url} hx-target="#older-chats" hx-swap="outerHTML">
        {t.list.older}
      </a>
    </li>
  );
}
