import type { ChatListProps } from "./page_props.ts";
import { paths } from "./paths.ts";

/** The user's chats as navigation, newest first. */
export function ChatList(props: ChatListProps) {
  return (
    <nav id="chat-list" class="chat-list" aria-label="Chats">
      {props.chats.length === 0 ? <p class="hint">Your chats will be listed here</p> : (
        <ul>
          <ChatListPage {...props} />
        </ul>
      )}
    </nav>
  );
}

/** Some of the list's entries and the link to those after them. */
export function ChatListPage({ chats, currentId, hasMore }: ChatListProps) {
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
      {hasMore && last && <OlderChats url={paths.chatsBefore(last.id)} />}
    </>
  );
}

function OlderChats({ url }: { url: string }) {
  return (
    <li id="older-chats">
      <a class="quiet" href={url} hx-get={url} hx-target="#older-chats" hx-swap="outerHTML">
        Older chats
      </a>
    </li>
  );
}
