import { invalidArgument } from "../../domain/app_error.ts";
import { MAX_ARCHIVED_MESSAGES, MAX_ARCHIVED_TEXT } from "../../domain/chat_archive.ts";
import { said } from "../../domain/said.ts";
import type { ChatGptConversation } from "./chatgpt_schema.ts";
import { chatGptText } from "./chatgpt_text.ts";

/** What one side said, in one message or in several in a row. */
export type Spoken = {
  /** Id of the last of these messages. */
  readonly id: string;
  readonly role: "user" | "assistant";
  readonly text: string;
  readonly time: Date;
  /** Empty where it is not known. */
  readonly model: string;
  /** What it replies to, which the other side said. */
  readonly parent: Spoken | null;
};

/** Most UTF-16 code units of a conversation, where branches share a beginning counted in each. */
const MAX_TEXT = 20_000_000;

/** Most nodes, of which many say nothing. */
const MAX_NODES = 4 * MAX_ARCHIVED_MESSAGES;

/**
 * What is said in one of ChatGPT's conversations, as a tree in which the two sides take turns: messages of
 * one side in a row, between which a tool may have worked, become one. Where they branch each branch
 * gets the whole.
 *
 * @returns All of it, and by the id of each node what is said there, or before it where it says nothing.
 * @throws {AppError} `invalid_argument` when it is too long.
 */
export function spokenIn(
  conversation: ChatGptConversation,
): { spoken: Spoken[]; at: ReadonlyMap<string, Spoken | null> } {
  const children = childrenIn(conversation);
  const at = new Map<string, Spoken | null>();
  /** What only became the beginning of more, and what was replied to. */
  const [continued, answered] = [new Set<Spoken>(), new Set<Spoken>()];
  let length = 0;
  // Depth first, without recursion, for branches are long.
  const waiting: { id: string; before: Spoken | null; time: Date }[] = [];
  const visit = (parent: string | null, before: Spoken | null, time: Date) => {
    for (const id of children.get(parent) ?? []) waiting.push({ id, before, time });
  };
  visit(null, null, new Date((conversation.create_time ?? 0) * 1000));
  for (let node = waiting.pop(); node; node = waiting.pop()) {
    const spoken = spokenAt(conversation, node);
    if (spoken && node.before) {
      (spoken.parent === node.before ? answered : continued).add(node.before);
    }
    length += spoken?.text.length ?? 0;
    if (length > MAX_TEXT || (spoken?.text.length ?? 0) > MAX_ARCHIVED_TEXT) throw tooLong();
    at.set(node.id, spoken ?? node.before);
    visit(node.id, spoken ?? node.before, spoken?.time ?? node.time);
  }
  const all = new Set([...at.values()].filter((spoken) => spoken !== null));
  return {
    spoken: [...all].filter((spoken) => !continued.has(spoken) || answered.has(spoken)),
    at,
  };
}

/** By parent. What follows itself hangs on no root, and is never come to. */
function childrenIn({ mapping }: ChatGptConversation): Map<string | null, string[]> {
  const ids = Object.keys(mapping);
  if (ids.length > MAX_NODES) throw tooLong();
  return Map.groupBy(ids, (id) => {
    const parent = mapping[id]!.parent;
    return parent && Object.hasOwn(mapping, parent) ? parent : null;
  });
}

/** What is said up to a node by the side that speaks there, or `null` where it says nothing. */
function spokenAt(
  { mapping }: ChatGptConversation,
  { id, before, time }: { id: string; before: Spoken | null; time: Date },
): Spoken | null {
  const message = mapping[id]!.message;
  const text = message ? chatGptText(message) : "";
  if (!message || text === "") return null;
  const role = message.author.role === "user" ? "user" : "assistant";
  const model = message.metadata?.model_slug ?? "";
  if (before?.role === role) {
    return { ...before, id, text: `${before.text}\n\n${text}`, model: model || before.model };
  }
  const begun = message.create_time ? new Date(message.create_time * 1000) : time;
  return { id, role, text, time: begun, model, parent: before };
}

function tooLong() {
  return invalidArgument("file", said`This conversation is too long`);
}
