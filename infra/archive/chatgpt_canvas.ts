import { fenced } from "./fenced.ts";
import { itemsIn, jsonIn, textIn } from "./loose_json.ts";

/**
 * A call that writes into a canvas, ChatGPT's document beside the conversation, as Markdown: the
 * document under its name, changes as diffs, and comments.
 *
 * @param call The arguments of the tool call, as JSON.
 */
export function canvasText(call: string): string {
  const value = jsonIn(call);
  const written = [
    documentText(value),
    ...itemsIn(value, "updates").map(updateText),
    ...itemsIn(value, "comments").map((comment) => textIn(comment, "comment")),
  ].filter((text) => text !== "");
  // A call that was cut off, or has an unknown form, is shown as it is.
  return written.length > 0 ? written.join("\n\n") : fenced(call, "json");
}

function documentText(value: unknown): string {
  const [name, content] = [textIn(value, "name"), textIn(value, "content")];
  const [kind, language] = textIn(value, "type").split("/");
  const body = kind === "code" ? fenced(content, language) : content;
  return [name && `**${name}**`, body].filter((text) => text !== "").join("\n\n");
}

/** Patterns that match everything: the replacement is the whole new text. */
const ALL = ["", ".*", "(?s).*", "[\\s\\S]*"];

/** A change as a diff, unless it replaces everything. */
function updateText(update: unknown): string {
  const [pattern, replacement] = [textIn(update, "pattern"), textIn(update, "replacement")];
  if (ALL.includes(pattern)) return replacement;
  const lines = (sign: string, text: string) => text.split("\n").map((line) => sign + line);
  return fenced([...lines("- ", pattern), ...lines("+ ", replacement)].join("\n"), "diff");
}
