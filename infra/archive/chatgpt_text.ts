import type { OmittedKind } from "../../domain/archive/omissions.ts";
import { withoutBlankEnds } from "../../domain/text_input.ts";
import { canvasText } from "./chatgpt_canvas.ts";
import { readableMarks } from "./chatgpt_marks.ts";
import { type ChatGptMessage, UNKNOWN } from "./chatgpt_schema.ts";
import { fenced } from "./fenced.ts";
import { inBrackets } from "./in_brackets.ts";
import { fieldOf, itemsIn, textIn } from "./loose_json.ts";

/** What there is to read in one of ChatGPT's messages. */
export type Reading = {
  /** What a person reads, as Markdown; empty where that is nothing. */
  readonly text: string;
  /** Words for what it was, for an answer of which nothing else is there. */
  readonly instead: string;
  /** What of it is left out. */
  readonly omitted: readonly OmittedKind[];
};

const nothing: Reading = { text: "", instead: "", omitted: [] };

/** Whose calls and results a person is shown. */
const PYTHON = "python";

/**
 * Reads one of ChatGPT's messages: text, code, what was said aloud, documents, and words in the place of
 * pictures and files. What tools do and what models think has no place in a chat here, but is counted;
 * hidden messages are not for persons.
 */
export function readingOf(message: ChatGptMessage): Reading {
  const { author: { role }, recipient, metadata, content } = message;
  if (metadata?.is_visually_hidden_from_conversation) return nothing;
  if (content.content_type === "user_editable_context") return nothing;
  if (role === "tool") return toolReading(message);
  if (role !== "user" && role !== "assistant") return unread("others", content);
  if (recipient && recipient !== "all") return callReading(message, recipient);
  const reading = contentReading(message);
  const { text, pictures } = role === "user"
    ? { ...reading, pictures: 0 }
    : readableMarks(reading.text, metadata?.content_references ?? []);
  const omitted = [...reading.omitted, ...Array<"pictures">(pictures).fill("pictures")];
  return withFiles(message, { ...reading, text: withoutBlankEnds(text), omitted });
}

/** A user's own instructions, which go with every conversation; empty where it has none. */
export function instructionsIn({ content }: ChatGptMessage): string {
  if (content.content_type !== "user_editable_context") return "";
  return [textIn(content, "user_profile"), textIn(content, "user_instructions")]
    .filter((text) => text.trim() !== "").join("\n\n");
}

function contentReading(message: ChatGptMessage): Reading {
  const { content } = message;
  switch (content.content_type) {
    case "text":
    case "multimodal_text":
      return partsReading(message, itemsIn(content, "parts"));
    case "code":
      return { ...nothing, text: fenced(textIn(content, "text"), content.language) };
    case "execution_output":
      return { ...nothing, text: fenced(textIn(content, "text")) };
    case "thoughts":
    case "reasoning_recap":
      return unread("thoughts", content);
    case "tether_browsing_display":
      return unread("toolSteps", content);
    default:
      return otherReading(content);
  }
}

/** What isn't known is read as its text, where it has one. */
function otherReading(content: ChatGptMessage["content"]): Reading {
  const parts = itemsIn(content, "parts").filter((part) => typeof part === "string");
  const text = textIn(content, "text") || textIn(content, "result") || parts.join("\n\n");
  return text.trim() === "" ? unread("others", content) : { ...nothing, text };
}

function hasText(value: unknown): boolean {
  if (typeof value === "string") return value.trim() !== "";
  return typeof value === "object" && value !== null && Object.values(value).some(hasText);
}

function partsReading(message: ChatGptMessage, parts: readonly unknown[]): Reading {
  const texts = parts.map(partText).join("\n\n");
  const left = parts.flatMap((part) => leftOf(message, part));
  const words = left.map(({ words }) => words).filter((words) => words !== "").join("\n\n");
  return {
    ...nothing,
    text: texts.trim() === "" ? words : texts,
    omitted: left.map(({ kind }) => kind),
  };
}

function partText(part: unknown): string {
  return typeof part === "string" ? part : textIn(part, "text");
}

/** What of a part isn't in the export: words for it, where nothing else is said. */
function leftOf(
  message: ChatGptMessage,
  part: unknown,
): { readonly kind: OmittedKind; readonly words: string }[] {
  if (typeof part === "string" || textIn(part, "text") !== "") return [];
  const type = textIn(part, "content_type");
  if (type === "image_asset_pointer") {
    const prompt = textIn(fieldOf(fieldOf(part, "metadata"), "dalle"), "prompt");
    const title = message.metadata?.image_gen_title || prompt;
    return [{ kind: "pictures", words: inBrackets("Picture", title) }];
  }
  if (/audio|video/.test(type)) return [{ kind: "recordings", words: "[Recording]" }];
  return hasText(part) ? [{ kind: "others", words: "" }] : [];
}

/** Pictures are named by their part as well, and counted there. */
function withFiles({ metadata }: ChatGptMessage, reading: Reading): Reading {
  const files = (metadata?.attachments ?? [])
    .filter((file) => !/^image\//.test(textIn(file, "mime_type")));
  const words = files.map((file) => inBrackets("File", textIn(file, "name"))).join("\n\n");
  return {
    ...reading,
    text: reading.text === "" ? words : reading.text,
    omitted: [...reading.omitted, ...files.map(() => "files" as const)],
  };
}

/** What a model says to a tool. */
function callReading({ content }: ChatGptMessage, recipient: string): Reading {
  const call = textIn(content, "text") ||
    itemsIn(content, "parts").filter((part) => typeof part === "string").join("\n\n");
  if (call.trim() === "") return nothing;
  if (recipient.startsWith("canmore.")) return { ...nothing, text: canvasText(call) };
  if (recipient === PYTHON) return { ...nothing, text: fenced(call, PYTHON) };
  return unread("toolSteps", content);
}

/** What a tool answers: of it a person is shown pictures, and what code printed. */
function toolReading(message: ChatGptMessage): Reading {
  const { content } = message;
  if (content.content_type === "system_error") {
    return { ...nothing, text: fenced(textIn(content, "text")) };
  }
  if (content.content_type === "execution_output") {
    const pictures = itemsIn(message.metadata?.aggregate_result, "messages")
      .filter((made) => textIn(made, "message_type") === "image");
    const texts = [fenced(textIn(content, "text")), ...pictures.map(() => "[Picture]")];
    return {
      ...nothing,
      text: texts.filter((text) => text !== "").join("\n\n"),
      omitted: pictures.map(() => "pictures"),
    };
  }
  const parts = itemsIn(content, "parts").filter((part) => typeof part !== "string");
  const reading = partsReading(message, parts);
  return reading.omitted.length > 0 ? reading : unread("toolSteps", content);
}

/** Words for an answer that was only this. */
const INSTEAD: Readonly<Partial<Record<OmittedKind, string>>> = {
  thoughts: "[Thoughts]",
  toolSteps: "[Work of tools]",
  others: "[…]",
};

/** What is left out, if there is anything in it. */
function unread(kind: OmittedKind, { content_type, ...rest }: ChatGptMessage["content"]): Reading {
  if (content_type !== UNKNOWN && !hasText(rest)) return nothing;
  return { text: "", instead: INSTEAD[kind] ?? "", omitted: [kind] };
}
