import { invalidArgument } from "../../domain/app_error.ts";
import { MAX_IMPORTED_MESSAGES, MAX_IMPORTED_TEXT } from "../../domain/archive/exported_chat.ts";
import { said } from "../../domain/said.ts";
import type { ChatGptConversation, ChatGptMessage } from "./chatgpt_schema.ts";
import type { OmittedKind } from "../../domain/archive/omissions.ts";
import { instructionsIn, readingOf } from "./chatgpt_text.ts";

/** One message of the user or the model, or several in a row as one. */
export type Spoken = {
  /** Id of the last of these messages. */
  readonly id: string;
  readonly role: "user" | "assistant";
  readonly text: string;
  readonly time: Date;
  /** Empty if unknown. */
  readonly model: string;
  /** The other side's message to which this replies. */
  readonly parent: Spoken | null;
};

/** Most UTF-16 code units of a conversation; a shared beginning counts in every branch. */
const MAX_TEXT = 20_000_000;

/** Most nodes of a conversation; many of them have no text. */
const MAX_NODES = 4 * MAX_IMPORTED_MESSAGES;

/** The messages of a conversation. */
export type SpokenTree = {
  readonly spoken: readonly Spoken[];
  /** The message at each node, or the last one before it if the node has no text, by node id. */
  readonly at: ReadonlyMap<string, Spoken | null>;
  /** The instructions that apply to all messages. */
  readonly instructions: string;
  readonly omitted: readonly OmittedKind[];
};

/** A node to visit. */
type Visit = {
  readonly id: string;
  readonly before: Spoken | null;
  /** The text for what the model did since then without saying anything. */
  readonly silent: string;
  readonly time: Date;
};

/**
 * The messages of one of ChatGPT's conversations, as a tree in which user and model alternate:
 * messages of one side in a row, with or without calls of tools in between, become one. If they
 * branch, each branch contains the whole.
 *
 * An answer without readable content gets a text that says what it was.
 *
 * @throws {AppError} `invalid_argument` when it is too long.
 */
export function spokenIn(conversation: ChatGptConversation): SpokenTree {
  const children = childrenIn(conversation);
  const at = new Map<string, Spoken | null>();
  const instructions = new Set<string>();
  const omitted: OmittedKind[] = [];
  /** Messages that only became the beginning of longer ones, and messages with a reply. */
  const [continued, answered] = [new Set<Spoken>(), new Set<Spoken>()];
  let length = 0;
  // Depth first, without recursion, because branches are long.
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
    const silent = reading?.placeholder || node.silent;
    // At the end of a branch, the question would otherwise have no answer.
    const isUnsaid = !children.has(node.id) && node.before?.role === "user";
    const text = reading?.text || (isUnsaid ? silent : "");
    const spoken = message && text !== "" ? spokenAt(message, { ...node, text }) : null;
    if (spoken && node.before) {
      (spoken.parent === node.before ? answered : continued).add(node.before);
    }
    length += spoken?.text.length ?? 0;
    if (length > MAX_TEXT || (spoken?.text.length ?? 0) > MAX_IMPORTED_TEXT) throw tooLong();
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
    at,
    omitted,
    instructions: [...instructions].filter((text) => text !== "").join("\n\n"),
  };
}

/** The nodes by parent. Nodes in a cycle have no root, so they are never visited. */
function childrenIn({ mapping }: ChatGptConversation): Map<string | null, string[]> {
  const ids = Object.keys(mapping);
  if (ids.length > MAX_NODES) throw tooLong();
  return Map.groupBy(ids, (id) => {
    const parent = mapping[id]!.parent;
    return parent && Object.hasOwn(mapping, parent) ? parent : null;
  });
}

/** The message at a node, with those of the same side directly before it. */
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
