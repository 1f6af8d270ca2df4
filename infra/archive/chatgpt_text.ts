import type { ChatGptMessage } from "./chatgpt_schema.ts";

/** Marks of sources that only ChatGPT's own page makes links of; they stand between private characters. */
const SOURCE_MARKS = /\ue200[^\ue201]*\ue201/g;

/**
 * What a person reads of one of ChatGPT's messages, as Markdown: text and code. Pictures, tools and
 * their results, thoughts and hidden messages have none.
 *
 * @returns An empty text where there is nothing to read.
 */
export function chatGptText({ author, recipient, content, metadata }: ChatGptMessage): string {
  if (author.role !== "user" && author.role !== "assistant") return "";
  if (recipient && recipient !== "all") return "";
  if (metadata?.is_visually_hidden_from_conversation) return "";
  return textOf(content).replace(SOURCE_MARKS, "").trim();
}

function textOf(content: ChatGptMessage["content"]): string {
  switch (content.content_type) {
    case "text":
    case "multimodal_text":
      return Array.isArray(content.parts) ? content.parts.map(partText).join("\n\n") : "";
    case "code":
      return typeof content.text === "string" ? fenced(content.text, content.language) : "";
    default:
      return "";
  }
}

function partText(part: unknown): string {
  if (typeof part === "string") return part;
  const isSpoken = typeof part === "object" && part !== null &&
    "content_type" in part && part.content_type === "audio_transcription";
  return isSpoken && "text" in part && typeof part.text === "string" ? part.text : "";
}

function fenced(code: string, language: unknown): string {
  if (code.trim() === "") return "";
  const longest = Math.max(2, ...(code.match(/`{3,}/g) ?? []).map(({ length }) => length));
  const fence = "`".repeat(longest + 1);
  const name = typeof language === "string" && /^[\w+#-]{1,30}$/.test(language) ? language : "";
  return `${fence}${name === "unknown" ? "" : name}\n${code}\n${fence}`;
}
