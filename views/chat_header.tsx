import { MAX_TITLE_LENGTH } from "../domain/chat.ts";
import { ChatSettingsEntry } from "./chat_settings.tsx";
import { Icon } from "./icon.tsx";
import type { ChatHeaderProps } from "./page_props.ts";
import { paths } from "./paths.ts";
import { SidebarButton } from "./shell.tsx";

// A refused title changes the form alone, so that the menu stays open. (JSX has no way to write this name.)
const onRefusal = { "hx-status:422": "target:#rename-form select:#rename-form" };

/** A chat's title, and the menu to rename, end or delete it, which opens without JavaScript. */
export function ChatHeader({ t, chat, rename }: ChatHeaderProps) {
  return (
    <header id="chat-header" class="page-header">
      <SidebarButton t={t} />
      <h1>{chat.title}</h1>
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
        <details name="chat-menu" open={rename !== undefined}>
          <summary>{t.list.rename}</summary>
          <RenameForm t={t} chat={chat} rename={rename} />
        </details>
        <ChatSettingsEntry t={t} chat={chat} />
        {chat.status === "active" && <EndChat t={t} chat={chat} />}
        <DeleteChat t={t} chat={chat} />
      </div>
    </header>
  );
}

function RenameForm({ t, chat, rename }: ChatHeaderProps) {
  const url = paths.chatTitle(chat.id);
  return (
    <form
      id="rename-form"
      class="stack"
      action={url}
      method="post"
      hx-post={url}
      hx-target="#chat-header"
      hx-swap="outerHTML"
      {...onRefusal}
    >
      <label for="title">{t.list.title}</label>
      <input
        id="title"
        name="title"
        value={rename?.title ?? chat.title}
        required
        maxlength={MAX_TITLE_LENGTH}
        autocomplete="off"
        aria-invalid={rename ? "true" : undefined}
        aria-describedby={rename ? "title-error" : undefined}
      />
      {rename && <p id="title-error" class="field-error" role="alert">{rename.error}</p>}
      <button type="submit" class="button">{t.list.save}</button>
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
