import type { Chat } from "../../domain/chats/chat.ts";
import { BranchForms } from "../answers/branch_forms.tsx";
import { Composer, type ComposerProps } from "../answers/composer.tsx";
import {
  LastShown,
  lastShownId,
  type MessageListProps,
  type RenderedList,
  ShownList,
} from "../answers/message_list.tsx";
import { DemoBanner } from "../demo_banner.tsx";
import { paths } from "../paths.ts";
import { Shell, type ShellProps } from "../shell.tsx";
import { ContextGauge, type ContextGaugeProps } from "./context_gauge.tsx";
import { ChatHeader, type RefusedTitle } from "./header.tsx";

/** Props of a chat's page. */
export type ChatPageProps = ShellProps & {
  readonly chat: Chat;
  readonly messages: RenderedList | MessageListProps;
  /** A new idempotency key for the form `again`. */
  readonly idempotencyKey: string;
  readonly composer: ComposerProps;
  readonly gauge: ContextGaugeProps;
  readonly rename?: RefusedTitle;
};

/** The page of a chat. */
export function ChatPage(props: ChatPageProps) {
  return (
    <Shell {...props} title={props.chat.title}>
      <ChatMain {...props} />
    </Shell>
  );
}

type ChatMainProps = Pick<
  ChatPageProps,
  "t" | "chat" | "rename" | "messages" | "idempotencyKey" | "composer" | "gauge" | "isDemo"
>;

/** The main part of a chat's page, without the list of chats. */
export function ChatMain(props: ChatMainProps) {
  const { t, chat, rename, messages, idempotencyKey, composer, gauge, isDemo } = props;
  return (
    <main id="main" tabindex={-1} class="chat-page">
      <ChatHeader t={t} chat={chat} rename={rename} />
      <NewestLink t={t} chat={chat} />
      <div
        id="messages"
        class="messages"
        hx-target:inherited="closest .message"
        hx-swap:inherited="outerHTML"
      >
        <ShownList list={messages} />
      </div>
      <BranchForms chatId={chat.id} idempotencyKey={idempotencyKey} />
      <div id="latest" class="dock">
        <button type="button" id="jump" class="jump chip" hidden>{t.site.newestText} ↓</button>
        <Composer {...composer} />
        {composer.state.type !== "ended" && <LastShown id={lastIdOf(messages)} />}
        <ContextGauge {...gauge} />
        {isDemo && <DemoBanner t={t} />}
      </div>
    </main>
  );
}

/** The id of the last message of the page. */
export function lastIdOf(list: ChatPageProps["messages"]): string | undefined {
  return "html" in list ? list.lastId : lastShownId(list.messages);
}

/** Link to the newest message: without scripts, the page doesn't scroll to its end. */
function NewestLink({ t, chat }: Pick<ChatPageProps, "t" | "chat">) {
  return (
    <noscript>
      <p class="older">
        <a href={paths.messageInChat(chat.id, chat.activeLeaf)}>{t.chat.toNewest}</a>
      </p>
    </noscript>
  );
}
