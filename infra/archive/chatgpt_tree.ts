import { invalidArgument } from "../../domain/app_error.ts";
import { MAX_ARCHIVED_MESSAGES, MAX_ARCHIVED_TEXT } from "../../domain/archive/chat_archive.ts";
import { said } from "../../domain/said.ts";
import type { ChatGptConversation, ChatGptMessage } from "./chatgpt_schema.ts";
import type { OmittedKind } from "../../domain/archive/omissions.ts";
import { instructionsIn, readingOf } from "./chatgpt_text.ts";

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

/** What is said in a conversation. */
export type SpokenTree = {
  readonly spoken: readonly Spoken[];
  /** By the id of each node what is said there, or before it where it says nothing. */
  readonly at: ReadonlyMap<string, Spoken | null>;
  /** What goes with every message of it. */
  readonly instructions: string;
  readonly omitted: readonly OmittedKind[];
};

/** A node that is come to. */
type Visit = {
  readonly id: string;
  readonly before: Spoken | null;
  /** What an answer did since that said nothing, in words. */
  readonly silent: string;
  readonly time: Date;
};

/**
 * What is said in one of ChatGPT's conversations, as a tree in which the two sides take turns: messages of
 * one side in a row, between which a tool may have worked, become one. Where they branch each branch
 * gets the whole.
 *
 * An answer of which there is nothing to read says in words what it was.
 *
 * @throws {AppError} `invalid_argument` when it is too long.
 */
export function spokenIn(conversation: ChatGptConversation): SpokenTree {
  const children = childrenIn(conversation);
  const at = new Map<string, Spoken | null>();
  const instructions = new Set<string>();
  const omitted: OmittedKind[] = [];
  /** What only became the beginning of more, and what was replied to. */
  const [continued, answered] = [new Set<Spoken>(), new Set<Spoken>()];
  let length = 0;
  // Depth first, without recursion, for branches are long.
  const waiting: Visit[] = [];
  const visit = (parent: string | null, context: Omit<Visit, "id">) => {
    for (const id of children.get(parent) ?? []) waiting.push({ id, ...context });
  };
  const time = new Date((conversation.create_time ?? 0) * 1000);
  visit(null, { before: null, silent: "", time });
  for (let node = waiting.pop(); node; node = waiting.pop()) {
    const message = conversation.mapping[node.id]!.message ?? null;
    const reading = message && readingOf(message);
    for (const kind of reading?.omitted ?? []) omitted.push(kind);
    if (message) instructions.add(instructionsIn(message));
    const silent = reading?.instead || node.silent;
    // Where a branch ends with an answer that said nothing, it is that which is missing.
    const isUnsaid = !children.has(node.id) && node.before?.role === "user";
    const text = reading?.text || (isUnsaid ? silent : "");
    const spoken = message && text !== "" ? spokenAt(message, { ...node, text }) : null;
    if (spoken && node.before) {
      (spoken.parent === node.before ? answered : continued).add(node.before);
    }
    length += spoken?.text.length ?? 0;
    if (length > MAX_TEXT || (spoken?.text.length ?? 0) > MAX_ARCHIVED_TEXT) throw tooLong();
    at.set(node.id, spoken ?? node.before);
    visit(node.id, {
      before: spoken ?? node.before,
      silent: spoken ? "" : silent,
      time: spoken?.time ?? node.time,
    });
  }
  for (const [id, { message }] of Object.entries(conversation.mapping)) {
    if (message && !at.has(id)) omitted.push("others");
  }
  const all = new Set([...at.values()].filter((spoken) => spoken !== null));
  return {
    spoken: [...all].filter((spoken) => !continued.has(spoken) || answered.has(spoken)),
    ...{ at, omitted, instructions: [...instructions].filter((text) => text !== "").join("\n\n") },
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

/** What is said up to a node by the side that speaks there. */
function spokenAt(
  message: ChatGptMessage,
  { id, text, before, time }: Visit & { readonly text: string },
): Spoken {
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
