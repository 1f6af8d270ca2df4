import type { ListedChat } from "../../domain/chats/chat.ts";
import { chatCursorText } from "../../domain/chats/cursor.ts";
import type { ChatCursor } from "../../domain/chats/gateway.ts";
import { paths } from "../paths.ts";
import { type ShellProps, TitledPage } from "../shell.tsx";
import type { Texts } from "../texts/texts.ts";
import { groupChats } from "./groups.ts";
import { NoChats } from "./list.tsx";
import { type Deletion, UndoNotice } from "./undo_notice.tsx";

/** Props of the page of all chats. */
export type ChatsPageProps = ShellProps & {
  readonly chats: readonly ListedChat[];
  readonly hasMore: boolean;
  readonly now: Date;
  /** Whether the page lists the archived chats, or the others. */
  readonly archived: boolean;
  /** The list begins after this chat. */
  readonly before?: ChatCursor;
  /** Ids of the selected chats, if the form was refused. */
  readonly selected?: readonly string[];
  readonly deletion?: Deletion;
};

/** The page of all chats, on which the user can archive or delete many at once. */
export function ChatsPage(props: ChatsPageProps) {
  const { t, chats, archived, deletion, ...shell } = props;
  return (
    <TitledPage t={t} title={t.list.yourChats} {...shell}>
      <div class="messages">
        <UndoNotice t={t} deletion={deletion} />
        <Tabs t={t} archived={archived} />
        {chats.length === 0
          ? archived ? <p class="hint">{t.list.noneArchived}</p> : <NoChats {...shell.list} />
          : <Selection {...props} />}
        <Pages {...props} />
        {chats.length > 0 && <DeleteAll t={t} archived={archived} />}
      </div>
    </TitledPage>
  );
}

type TabProps = { readonly t: Texts; readonly archived: boolean };

function Tabs({ t, archived }: TabProps) {
  const tabs = [
    { name: t.list.active, url: paths.chats(), isCurrent: !archived },
    { name: t.list.archived, url: paths.chatsPage({ archived: true }), isCurrent: archived },
  ];
  return (
    <nav aria-label={t.list.yourChats}>
      <ul class="suggestions">
        {tabs.map(({ name, url, isCurrent }) => (
          <li>
            <a class="chip" href={url} aria-current={isCurrent ? "page" : undefined}>{name}</a>
          </li>
        ))}
      </ul>
    </nav>
  );
}

/** The list with a checkbox for each chat, and the buttons for the selected ones. */
function Selection({ t, chats, archived, before, now, selected = [] }: ChatsPageProps) {
  return (
    <form class="stack" action={paths.archiveChats()} method="post">
      <PlaceFields archived={archived} before={before && chatCursorText(before)} />
      <p class="answer-footer sticky-bar">
        <button
          type="submit"
          class="quiet-button strong"
          name="value"
          value={archived ? "off" : "on"}
        >
          {archived ? t.list.unarchiveSelected : t.list.archiveSelected}
        </button>
        <button
          type="submit"
          class="quiet-button strong danger"
          formaction={paths.deleteChats()}
        >
          {t.list.deleteSelected}
        </button>
      </p>
      {groupChats(chats, { t, now }).map(({ name, chats }) => (
        <section>
          <h2 class="hint">{name}</h2>
          <ul class="rows">
            {chats.map((chat) => <Row t={t} chat={chat} isSelected={selected.includes(chat.id)} />)}
          </ul>
        </section>
      ))}
    </form>
  );
}

function Row({ t, chat, isSelected }: { t: Texts; chat: ListedChat; isSelected: boolean }) {
  return (
    <li>
      <input
        type="checkbox"
        name="chat"
        value={chat.id}
        checked={isSelected}
        aria-label={t.list.select(chat.title)}
      />
      <a href={paths.chat(chat.id)}>{chat.title}</a>
      <time class="hint" datetime={chat.updatedAt.toISOString()}>
        {t.format.date(chat.updatedAt)}
      </time>
    </li>
  );
}

/** Hidden fields with the place in the list to return to after the form. */
function PlaceFields({ archived, before }: { archived: boolean; before?: string }) {
  return (
    <>
      {archived && <input type="hidden" name="archived" value="on" />}
      {before && <input type="hidden" name="before" value={before} />}
    </>
  );
}

function Pages({ t, chats, archived, before, hasMore }: ChatsPageProps) {
  const last = chats.at(-1);
  if (!before && !hasMore) return null;
  return (
    <p class="older">
      {before && <a href={paths.chatsPage({ archived })}>{t.list.newest}</a>}{" "}
      {hasMore && last && <a href={paths.chatsPage({ archived, before: last })}>{t.list.older}</a>}
    </p>
  );
}

function DeleteAll({ t, archived }: TabProps) {
  return (
    <details>
      <summary class="danger">{archived ? t.list.deleteArchived : t.list.deleteAll}</summary>
      <form class="stack" action={paths.deleteChats()} method="post">
        <PlaceFields archived={archived} />
        <input type="hidden" name="all" value="on" />
        <p>{archived ? t.list.deleteArchivedMeans : t.list.deleteAllMeans}</p>
        <p>
          <button type="submit" class="button danger">{t.list.deleteAllNow}</button>
        </p>
      </form>
    </details>
  );
}
