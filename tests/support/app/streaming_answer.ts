import type { PageTurn } from "../browser/page_client.ts";

/** Finds the streaming answer in a chat's page. */
export function streamingAnswer(html: string): PageTurn {
  const [, chatId, answerId] = /\/chats\/([\w-]+)\/answers\/([\w-]+)\/events/.exec(html) ?? [];
  if (!chatId || !answerId) throw new Error(`No answer streams in ${html}`);
  return { chatId, answerId };
}
