import type { Chat } from "../chats/chat.ts";
import type { Message } from "../chats/message.ts";
import type { Source } from "../models/source.ts";
import { withoutBlankEnds } from "../text_input.ts";

/**
 * One branch of a chat as readable Markdown, in parts.
 *
 * @param messages The branch, oldest first.
 */
export async function* exportedMarkdown(
  chat: Chat,
  messages: AsyncIterable<Message>,
): AsyncIterable<string> {
  const { title, createdAt, updatedAt } = chat;
  yield [
    "---",
    // A JSON string is also a YAML string (YAML 1.2, 1.2).
    `title: ${JSON.stringify(title)}`,
    `created: ${createdAt.toISOString()}`,
    `updated: ${updatedAt.toISOString()}`,
    "---",
    "",
    `# ${title}`,
    "",
  ].join("\n");
  for await (const message of messages) yield section(message);
}

function section(message: Message): string {
  const time = message.createdAt.toISOString();
  const [who, facts] = message.role === "user"
    ? ["You", time]
    : ["Parley", `${message.model} · ${time}`];
  const sources = message.role === "assistant" ? message.sources ?? [] : [];
  return `\n## ${who}\n\n*${facts}*\n\n${withoutBlankEnds(message.content)}\n${listed(sources)}`;
}

/** The pages that an answer cites, by the numbers in its text. */
function listed(sources: readonly Source[]): string {
  if (sources.length === 0) return "";
  const lines = sources.map(({ url, title }, index) =>
    `${index + 1}. ${title && `${title}: `}<${url}>\n`
  );
  return `\n### Sources\n\n${lines.join("")}`;
}
