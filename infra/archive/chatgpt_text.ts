import type { OmittedKind } from "../../domain/archive/omissions.ts";
import { withoutBlankEnds } from "../../domain/text_input.ts";
import { canvasText } from "./chatgpt_canvas.ts";
import { readableMarks } from "./chatgpt_marks.ts";
import { type ChatGptMessage, UNKNOWN } from "./chatgpt_schema.ts";
import { fenced } from "./fenced.ts";
import { inBrackets } from "./in_brackets.ts";
import { fieldOf, itemsIn, textIn } from "./loose_json.ts";

/** The readable content of one of ChatGPT's messages. */
export type Reading = {
  /** The text as Markdown; may be empty. */
  readonly text: string;
  /** A text for an answer that has no other content. */
  readonly placeholder: string;
  /** The parts that are left out. */
  readonly omitted: readonly OmittedKind[];
};

const nothing: Reading = { text: "", placeholder: "", omitted: [] };

/** The tool whose calls and results are shown. */
const PYTHON = "python";

/**
 * Reads one of ChatGPT's messages: text, code, transcripts, documents, and names in place of
 * pictures and files. The work of tools and the thoughts of models are left out, but counted;
 * hidden messages are left out.
 */
export function readingOf(message: ChatGptMessage): Reading {
  const { author: { role }, recipient, metadata, content } = message;
  if (metadata?.is_visually_hidden_from_conversation) return nothing;
  if (content.content_type === "user_editable_context") return nothing;
  if (role === "tool") return toolReading(message);
  if (role !== "user" && role !== "assistant") return leftOut("others", content);
  if (recipient && recipient !== "all") return callReading(message, recipient);
  const reading = contentReading(message);
  const { text, pictures } = role === "user"
    ? { ...reading, pictures: 0 }
    : readableMarks(reading.text, metadata?.content_references ?? []);
  const omitted = [...reading.omitted, ...Array<"pictures">(pictures).fill("pictures")];
  return withFiles(message, { ...reading, text: withoutBlankEnds(text), omitted });
}

/** The user's instructions, which are part of every conversation; empty if the message has none. */
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
      return leftOut("thoughts", content);
    case "tether_browsing_display":
      return leftOut("toolSteps", content);
    default:
      return otherReading(content);
  }
}

/** Reads content of an unknown type as its text, if it has one. */
function otherReading(content: ChatGptMessage["content"]): Reading {
  const parts = itemsIn(content, "parts").filter((part) => typeof part === "string");
  const text = textIn(content, "text") || textIn(content, "result") || parts.join("\n\n");
  return text.trim() === "" ? leftOut("others", content) : { ...nothing, text };
}

function hasText(value: unknown): boolean {
  if (typeof value === "string") return value.trim() !== "";
  return typeof value === "object" && value !== null && Object.values(value).some(hasText);
}

function partsReading(message: ChatGptMessage, parts: readonly unknown[]): Reading {
  const texts = parts.map(partText).join("\n\n");
  const missing = parts.flatMap((part) => missingIn(message, part));
  const words = missing.map(({ words }) => words).filter((words) => words !== "").join("\n\n");
  return {
    ...nothing,
    text: texts.trim() === "" ? words : texts,
    omitted: missing.map(({ kind }) => kind),
  };
}

function partText(part: unknown): string {
  return typeof part === "string" ? part : textIn(part, "text");
}

/**
 * The contents of a part that exports lack, each with a text to show if the message has no other.
 */
function missingIn(
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

/** Adds the attached files. Attached pictures also have a part, and are counted there. */
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

/** Reads a model's call of a tool. */
function callReading({ content }: ChatGptMessage, recipient: string): Reading {
  const call = textIn(content, "text") ||
    itemsIn(content, "parts").filter((part) => typeof part === "string").join("\n\n");
  if (call.trim() === "") return nothing;
  if (recipient.startsWith("canmore.")) return { ...nothing, text: canvasText(call) };
  if (recipient === PYTHON) return { ...nothing, text: fenced(call, PYTHON) };
  return leftOut("toolSteps", content);
}

/** Reads a tool's result: only pictures and the output of code are shown. */
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
  return reading.omitted.length > 0 ? reading : leftOut("toolSteps", content);
}

/** The texts of answers that consist only of this. */
const PLACEHOLDERS: Readonly<Partial<Record<OmittedKind, string>>> = {
  thoughts: "[Thoughts]",
  toolSteps: "[Work of tools]",
  others: "[…]",
};

/** Leaves the content out, and counts it unless it is empty. */
function leftOut(kind: OmittedKind, { content_type, ...rest }: ChatGptMessage["content"]): Reading {
  if (content_type !== UNKNOWN && !hasText(rest)) return nothing;
  return { text: "", placeholder: PLACEHOLDERS[kind] ?? "", omitted: [kind] };
}
