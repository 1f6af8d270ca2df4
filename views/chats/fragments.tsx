import type { Chat } from "../../domain/chats/chat.ts";
import { MemoryPartials } from "../answers/message_list.tsx";
import { Title } from "../layout.tsx";
import type { Texts } from "../texts/texts.ts";
import { ChatMain, type ChatPageProps } from "./chat_page.tsx";
import { type ContextGaugeProps, GaugePartial } from "./context_gauge.tsx";
import { ChatHeader, RenameForm } from "./header.tsx";
import { type ChatListProps, EntryPartial, ListPartial } from "./list.tsx";
import { ChatSettingsForm, type ChatSettingsProps } from "./settings.tsx";

// `<hx-partial>` lets one htmx response change several places of a page.

/** Props of htmx's answer that shows a whole chat. */
export type ShownChatProps = Omit<ChatPageProps, "assets" | "user">;

/**
 * htmx's answer that replaces the main part of the page by a chat: after its first message, after
 * its end, and after a message if another tab had changed the chat (also if the message was
 * refused).
 */
export function ShownChat(props: ShownChatProps) {
  return (
    <>
      <Title text={props.chat.title} />
      <hx-partial hx-target="#main" hx-swap="outerHTML">
        <ChatMain {...props} />
      </hx-partial>
      <ListPartial {...props.list} />
    </>
  );
}

/** Props of htmx's answer to a change of a chat. */
export type ChangedChatProps = {
  readonly t: Texts;
  readonly chat: Chat;
  /** Given if the chat's place in the list has changed. */
  readonly list?: ChatListProps;
};

/** htmx's answer to a new title, and to pinning or archiving a chat. */
export function ChangedChat({ t, chat, list }: ChangedChatProps) {
  return (
    <>
      <Title text={chat.title} />
      <ChatHeader t={t} chat={chat} />
      {list ? <ListPartial {...list} /> : <EntryPartial chat={chat} />}
    </>
  );
}

/** Props of a title that is made after the page was loaded. */
export type ChatTitleProps = { readonly t: Texts; readonly chat: Chat };

/** Updates a chat's title everywhere on the page, except in a rename form that is open. */
export function ChatTitle({ t, chat }: ChatTitleProps) {
  return (
    <>
      <Title text={chat.title} />
      <h1>{chat.title}</h1>
      <hx-partial hx-target="main .rename:not(:popover-open)" hx-swap="outerHTML">
        <RenameForm t={t} chat={chat} />
      </hx-partial>
      <EntryPartial chat={chat} />
    </>
  );
}

/** Props of htmx's answer to a change of settings. */
export type ChangedSettingsProps = {
  readonly settings: ChatSettingsProps;
  readonly gauge: ContextGaugeProps;
};

/**
 * htmx's answer to a change of settings, after which the model may read more or less of the chat.
 */
export function ChangedSettings({ settings, gauge }: ChangedSettingsProps) {
  const { t, chat } = settings;
  return (
    <>
      <ChatSettingsForm {...settings} />
      <MemoryPartials t={t} memoryBeginsAt={chat.memoryBeginsAt} />
      <GaugePartial {...gauge} />
    </>
  );
}
