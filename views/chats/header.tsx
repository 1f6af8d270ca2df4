import type { PropsWithChildren } from "hono/jsx";
import type { Chat } from "../../domain/chats/chat.ts";
import { MAX_TITLE_LENGTH } from "../../domain/chats/title.ts";
import { ExportEntry } from "../archive/menu_entry.tsx";
import { Icon } from "../icon.tsx";
import { paths } from "../paths.ts";
import { ShareEntry } from "../sharing/menu_entry.tsx";
import { SidebarButton } from "../shell.tsx";
import type { Texts } from "../texts/texts.ts";
import { ChatSettingsEntry } from "./settings.tsx";

/** A new title that was refused, and the reason. */
export type RefusedTitle = { readonly title: string; readonly error: string };

/** Props of a chat's header. */
export type ChatHeaderProps = {
  readonly t: Texts;
  readonly chat: Chat;
  readonly rename?: RefusedTitle;
};

/**
 * A chat's title, which the user can edit, and the menu to pin, archive, end or delete the chat.
 * Both open without JavaScript. After a refused title the form stays in the title's place.
 */
export function ChatHeader({ t, chat, rename }: ChatHeaderProps) {
  return (
    <header id="chat-header" class="page-header">
      <SidebarButton t={t} />
      {rename ? <h1 class="visually-hidden">{chat.title}</h1> : <h1>{chat.title}</h1>}
      {chat.archived && (
        <a class="chip" href={paths.chatsPage({ archived: true })}>{t.list.isArchived}</a>
      )}
      <RenameForm t={t} chat={chat} rename={rename} />
      {!rename && (
        <button
          type="button"
          class="icon-button"
          popovertarget="rename-form"
          aria-label={t.list.rename}
          title={t.list.rename}
        >
          <Icon name="edit" />
        </button>
      )}
      <button
        type="button"
        class="icon-button"
        popovertarget="chat-menu"
        aria-label={t.list.options}
        title={t.list.options}
      >
        <Icon name="more" />
      </button>
      <div id="chat-menu" class="menu" popover="auto">
        <Switch url={paths.pinChat(chat.id)} isOn={chat.pinned}>
          {chat.pinned ? t.list.unpin : t.list.pin}
        </Switch>
        <Switch url={paths.archiveChat(chat.id)} isOn={chat.archived}>
          {chat.archived ? t.list.unarchive : t.list.archive}
        </Switch>
        <ChatSettingsEntry t={t} chat={chat} />
        <ShareEntry t={t} chat={chat} />
        <ExportEntry t={t} chat={chat} />
        {chat.status === "active" && <EndChat t={t} chat={chat} />}
        <DeleteChat t={t} chat={chat} />
      </div>
    </header>
  );
}

/** The form for a new title. As a popover it focuses its field when it opens; Escape closes it. */
export function RenameForm({ t, chat, rename }: ChatHeaderProps) {
  const url = paths.chatTitle(chat.id);
  return (
    <form
      id="rename-form"
      class={rename ? "rename" : "menu rename"}
      popover={rename ? undefined : "auto"}
      action={url}
      method="post"
      hx-post={url}
      hx-target="#chat-header"
      hx-swap="outerHTML"
    >
      <label for="title" class="visually-hidden">{t.list.title}</label>
      <input
        id="title"
        name="title"
        value={rename?.title ?? chat.title}
        required
        autofocus
        maxlength={MAX_TITLE_LENGTH}
        autocomplete="off"
        aria-invalid={rename ? "true" : undefined}
        aria-describedby={rename ? "title-error" : undefined}
      />
      <button type="submit" class="button">{t.list.save}</button>
      {rename && <p id="title-error" class="field-error" role="alert">{rename.error}</p>}
    </form>
  );
}

type SwitchProps = PropsWithChildren<{ readonly url: string; readonly isOn: boolean }>;

function Switch({ url, isOn, children }: SwitchProps) {
  return (
    <form action={url} method="post" hx-post={url} hx-target="#chat-header" hx-swap="outerHTML">
      <button type="submit" class="item" name="value" value={isOn ? "off" : "on"}>
        {children}
      </button>
    </form>
  );
}

function EndChat({ t, chat }: ChatHeaderProps) {
  const url = paths.endChat(chat.id);
  return (
    <details name="chat-menu">
      <summary>{t.list.end}</summary>
      <form
        class="stack"
        action={url}
        method="post"
        hx-post={url}
        hx-target="#chat-header"
        hx-swap="outerHTML"
      >
        <p>{t.list.endMeans}</p>
        <button type="submit" class="button">{t.list.endThis}</button>
      </form>
    </details>
  );
}

function DeleteChat({ t, chat }: ChatHeaderProps) {
  return (
    <details name="chat-menu">
      <summary class="danger">{t.list.delete}</summary>
      <form class="stack" action={paths.deleteChat(chat.id)} method="post">
        <p>{t.list.deleteMeans}</p>
        <button type="submit" class="button danger">{t.list.deleteThis}</button>
      </form>
    </details>
  );
}
