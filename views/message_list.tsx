import { MessageView } from "./message_view.tsx";
import type { MessageListProps, MessageProps } from "./page_props.ts";
import { paths } from "./paths.ts";

/** Messages, oldest first, with the link to those before them. */
export function MessageList(props: MessageListProps) {
  const { chatId, messages, hasOlder, hasNewer, memoryBeginsAt } = props;
  const first = messages[0];
  return (
    <>
      {hasOlder && first && <OlderLink chatId={chatId} before={messageId(first)} />}
      {messages.map((message) => (
        <>
          {messageId(message) === memoryBeginsAt && <MemoryLine />}
          <MessageView {...message} />
        </>
      ))}
      {hasNewer && (
        <p class="older">
          <a href={paths.chat(chatId)}>Newest messages</a>
        </p>
      )}
    </>
  );
}

function messageId(props: MessageProps): string {
  return "question" in props ? props.question.id : props.answer.id;
}

function OlderLink({ chatId, before }: { chatId: string; before: string }) {
  const url = paths.messagesBefore(chatId, before);
  return (
    <p id="older" class="older">
      <a
        href={url}
        hx-get={url}
        hx-target="#older"
        hx-swap={`outerHTML show:top showTarget:#message-${before}`}
      >
        Older messages
      </a>
    </p>
  );
}

function MemoryLine() {
  return <p class="memory-line">The model’s memory begins here</p>;
}
