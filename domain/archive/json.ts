import type { Chat } from "../chats/chat.ts";
import type { Message } from "../chats/message.ts";
import { CHAT_FORMAT, exportedHead, exportedMessage } from "./exported_chat.ts";

/**
 * A chat with its whole tree as JSON, in parts. `docs/export_format.md` describes the format.
 *
 * @param messages Every message of the chat, oldest first.
 */
export async function* exportedJson(
  chat: Chat,
  messages: AsyncIterable<Message>,
): AsyncIterable<string> {
  const head = JSON.stringify({ ...CHAT_FORMAT, ...exportedHead(chat) }, null, 2);
  yield `${head.slice(0, -2)},\n  "messages": [`;
  let separator = "\n    ";
  for await (const message of messages) {
    yield separator + JSON.stringify(exportedMessage(message));
    separator = ",\n    ";
  }
  yield "\n  ]\n}\n";
}
