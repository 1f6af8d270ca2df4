import type { Chat } from "../../domain/chats/chat.ts";
import type { ChatCursor } from "../../domain/chats/gateway.ts";
import { paths } from "../paths.ts";
import type { Texts } from "../texts/texts.ts";
import { groupChats } from "./groups.ts";

/** A page of the user's chats. */
export type ChatListProps = {
  readonly t: Texts;
  /** The pinned first, then the newest. */
  readonly chats: readonly Chat[];
  /** The chat after which these come; none at the head of the list. */
  readonly after?: ChatCursor;
  /** The time by which they are grouped. */
  readonly now: Date;
  /** The chat on screen, or `null`. */
  readonly currentId: string | null;
  /** Whether older chats follow these. */
  readonly hasMore: boolean;
  /** Whether there are chats in the archive, where there are none here. */
  readonly hasArchived?: boolean;
};

/** The user's chats as navigation: the pinned ones, then the newest. */
export function ChatList(props: ChatListProps) {
  return (
    <nav id="chat-list" class="chat-list" aria-label={props.t.list.chats}>
      {props.chats.length === 0 ? <NoChats {...props} /> : <ChatEntries {...props} />}
    </nav>
  );
}

/** Says why there is nothing in the list. */
export function NoChats({ t, hasArchived }: Pick<ChatListProps, "t" | "hasArchived">) {
  if (!hasArchived) return <p class="hint">{t.list.none}</p>;
  return (
    <p class="hint">
      <a href={paths.chatsPage({ archived: true })}>{t.list.allArchived}</a>
    </p>
  );
}

/** Some of the list's entries by day and the link to those after them, which loads when it is seen. */
export function ChatEntries({ t, chats, currentId, hasMore, after, now }: ChatListProps) {
  const last = chats.at(-1);
  return (
    <>
      {groupChats(chats, { t, now, after }).map(({ name, isContinued, chats }) => (
        <>
          {!isContinued && <h2 class="hint">{name}</h2>}
          <ul>
            {chats.map((chat) => (
              <li>
                <ChatLink chat={chat} isCurrent={chat.id === currentId} />
              </li>
            ))}
          </ul>
        </>
      ))}
      {hasMore && last && <OlderChats t={t} url={paths.chatsBefore(last)} />}
    </>
  );
}

/** An entry of the list. */
function ChatLink({ chat, isCurrent }: { chat: Chat; isCurrent: boolean }) {
  return (
    <a href={paths.chat(chat.id)} aria-current={isCurrent ? "page" : undefined}>{chat.title}</a>
  );
}

function OlderChats({ t, url }: { t: Texts; url: string }) {
  return (
    <p id="older-chats">
      <a
        id="older-chats-link"
        class="quiet"
        href={url}
        hx-get={url}
        hx-target="#older-chats"
        hx-trigger="click, intersect once"
        hx-swap="outerHTML"
      >
        {t.list.older}
      </a>
    </p>
  );
}

/** Renews the list where it is on a page. */
export function ListPartial(props: ChatListProps) {
  return (
    <hx-partial hx-target="#chat-list" hx-swap="outerHTML">
      <ChatList {...props} />
    </hx-partial>
  );
}

/** Renews a chat's entry alone, so that the list stays as far as it was read. */
export function EntryPartial({ chat }: { chat: Chat }) {
  return (
    <hx-partial hx-target={`nav a[href="${paths.chat(chat.id)}"]`} hx-swap="outerHTML">
      <ChatLink chat={chat} isCurrent />
    </hx-partial>
  );
}
