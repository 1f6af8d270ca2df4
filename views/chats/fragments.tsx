import type { Chat } from "../../domain/chats/chat.ts";
import { MemoryPartials } from "../answers/message_list.tsx";
import { Title } from "../layout.tsx";
import type { Texts } from "../texts/texts.ts";
import { ChatMain, type ChatPageProps } from "./chat_page.tsx";
import { type ContextGaugeProps, GaugePartial } from "./context_gauge.tsx";
import { ChatHeader, RenameForm } from "./header.tsx";
import { type ChatListProps, EntryPartial, ListPartial } from "./list.tsx";
import { ChatSettingsForm, type ChatSettingsProps } from "./settings.tsx";

// `<hx-partial>` is htmx's way to change several places of a page with one response.

/** htmx's answer to what changes all of a chat: its first message, its end, what happened elsewhere. */
export type ShownChatProps = Omit<ChatPageProps, "assets" | "user">;

/**
 * Shows a chat in the place of what is shown: answers its first message, one before which the chat went on
 * elsewhere, or which was refused for that, and the end of the chat.
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

/** htmx's answer to a change of a chat. */
export type ChangedChatProps = {
  readonly t: Texts;
  readonly chat: Chat;
  /** Given where the chat's place in it is another now. */
  readonly list?: ChatListProps;
};

/** Answers a change of a chat's title or place in the list. */
export function ChangedChat({ t, chat, list }: ChangedChatProps) {
  return (
    <>
      <Title text={chat.title} />
      <ChatHeader t={t} chat={chat} />
      {list ? <ListPartial {...list} /> : <EntryPartial chat={chat} />}
    </>
  );
}

/** A chat's title where it came after the page. */
export type ChatTitleProps = { readonly t: Texts; readonly chat: Chat };

/** Brings a chat's title to all places that show it, but not to where another is being typed. */
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

/** htmx's answer to a change of settings. */
export type ChangedSettingsProps = {
  readonly settings: ChatSettingsProps;
  readonly gauge: ContextGaugeProps;
};

/** Answers a change of settings, with which the model may read more or less of the chat. */
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
