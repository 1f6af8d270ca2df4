import { MAX_TITLE_LENGTH } from "../domain/chat.ts";
import type { Chat } from "../domain/chat.ts";
import { Icon } from "./icon.tsx";
import type { ChatHeaderProps } from "./page_props.ts";
import { paths } from "./paths.ts";
import { SidebarButton } from "./shell.tsx";

// A refused title changes the form alone, so that the menu stays open. (JSX has no way to write this name.)
const onRefusal = { "hx-status:422": "target:#rename-form select:#rename-form" };

/** A chat's title, and the menu to rename, end or delete it, which opens without JavaScript. */
export function ChatHeader({ chat, rename }: ChatHeaderProps) {
  return (
    <header id="chat-header" class="page-header">
      <SidebarButton />
      <h1>{chat.title}</h1>
      <button
        type="button"
        class="icon-button"
        popovertarget="chat-menu"
        aria-label="Chat options"
        title="Chat options"
      >
        <Icon name="more" />
      </button>
      <div id="chat-menu" class="menu" popover="auto">
        <details name="chat-menu" open={rename !== undefined}>
          <summary>Rename</summary>
          <RenameForm chat={chat} rename={rename} />
        </details>
        {chat.status === "active" && <EndChat chat={chat} />}
        <DeleteChat chat={chat} />
      </div>
    </header>
  );
}

function RenameForm({ chat, rename }: ChatHeaderProps) {
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
      <label for="title">Title</label>
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
      <button type="submit" class="button">Save</button>
    </form>
  );
}

function EndChat({ chat }: { chat: Chat }) {
  const url = paths.endChat(chat.id);
  return (
    <details name="chat-menu">
      <summary>End chat</summary>
      <form
        class="stack"
        action={url}
        method="post"
        hx-post={url}
        hx-target="#chat-header"
        hx-swap="outerHTML"
      >
        <p>You can still read it, but it takes no more messages.</p>
        <button type="submit" class="button">End this chat</button>
      </form>
    </details>
  );
}

function DeleteChat({ chat }: { chat: Chat }) {
  return (
    <details name="chat-menu">
      <summary class="danger">Delete</summary>
      <form class="stack" action={paths.deleteChat(chat.id)} method="post">
        <p>The chat and all its messages are gone for good.</p>
        <button type="submit" class="button danger">Delete this chat</button>
      </form>
    </details>
  );
}
