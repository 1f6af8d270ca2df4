import { ChatHeader } from "./chat_header.tsx";
import { Composer } from "./composer.tsx";
import { ContextGauge } from "./context_gauge.tsx";
import { DemoBanner } from "./demo_banner.tsx";
import { MessageList } from "./message_list.tsx";
import type { ChatPageProps } from "./page_props.ts";
import { Shell } from "./shell.tsx";

/** The page of one chat. */
export function ChatPage(props: ChatPageProps) {
  return (
    <Shell {...props} title={props.chat.title}>
      <ChatMain {...props} />
    </Shell>
  );
}

type ChatMainProps = Pick<
  ChatPageProps,
  "t" | "chat" | "rename" | "messages" | "composer" | "gauge" | "isDemo"
>;

/** What is on the page of a chat besides the list of chats. */
export function ChatMain({ t, chat, rename, messages, composer, gauge, isDemo }: ChatMainProps) {
  return (
    <main id="main" tabindex={-1} class="chat-page">
      <ChatHeader t={t} chat={chat} rename={rename} />
      <div id="messages" class="messages">
        <MessageList {...messages} />
      </div>
      <div id="latest" class="dock">
        <button type="button" id="jump" class="jump chip" hidden>{t.site.newestText} ↓</button>
        <Composer {...composer} />
        <ContextGauge {...gauge} />
        {isDemo && <DemoBanner t={t} />}
      </div>
    </main>
  );
}
