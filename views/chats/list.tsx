import type { Chat, ListedChat } from "../../domain/chats/chat.ts";
import type { ChatCursor } from "../../domain/chats/gateway.ts";
import { paths } from "../paths.ts";
import type { Texts } from "../texts/texts.ts";
import { groupChats } from "./groups.ts";

/** Props of a page of the list of chats. */
export type ChatListProps = {
  readonly t: Texts;
  /** Pinned chats first, then the newest. */
  readonly chats: readonly ListedChat[];
  /** The last chat of the previous page; absent on the first page. */
  readonly after?: ChatCursor;
  /** The current time, for grouping the chats by day. */
  readonly now: Date;
  /** Id of the chat on screen, or `null`. */
  readonly currentId: string | null;
  /** Whether older chats follow. */
  readonly hasMore: boolean;
  /** For an empty list: whether the user has archived chats. */
  readonly hasArchived?: boolean;
};

/** The list of chats as navigation. */
export function ChatList(props: ChatListProps) {
  return (
    <nav id="chat-list" class="chat-list" aria-label={props.t.list.chats}>
      {props.chats.length === 0 ? <NoChats {...props} /> : <ChatEntries {...props} />}
    </nav>
  );
}

/** Explains why the list is empty. */
export function NoChats({ t, hasArchived }: Pick<ChatListProps, "t" | "hasArchived">) {
  if (!hasArchived) return <p class="hint">{t.list.none}</p>;
  return (
    <p class="hint">
      <a href={paths.chatsPage({ archived: true })}>{t.list.allArchived}</a>
    </p>
  );
}

/** A page of the list, and the link to the next one, which loads when it scrolls into view. */
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
function ChatLink(
  { chat, isCurrent }: { readonly chat: Pick<Chat, "id" | "title">; readonly isCurrent: boolean },
) {
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

/** Updates the list on a page. */
export function ListPartial(props: ChatListProps) {
  return (
    <hx-partial hx-target="#chat-list" hx-swap="outerHTML">
      <ChatList {...props} />
    </hx-partial>
  );
}

/** Updates only a chat's entry, so that the list keeps its place and length. */
export function EntryPartial({ chat }: { chat: Chat }) {
  return (
    <hx-partial hx-target={`nav a[href="${paths.chat(chat.id)}"]`} hx-swap="outerHTML">
      <ChatLink chat={chat} isCurrent />
    </hx-partial>
  );
}
