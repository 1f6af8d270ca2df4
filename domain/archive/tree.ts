import { type AppError, invalidArgument } from "../app_error.ts";
import { excerpt } from "../excerpt.ts";
import { type Said, said } from "../said.ts";
import type { ExportedAnswer, ExportedChat, ExportedMessage } from "./exported_chat.ts";

/** An exported chat's messages as a complete tree. */
export type ExportedTree = {
  readonly messages: readonly ExportedMessage[];
  /** Id of the last message of the shown branch. */
  readonly activeLeaf: string;
};

/**
 * Checks that an exported chat's messages are a tree in which questions and answers alternate. A
 * question without an answer gets one without text, so that it can be asked again.
 *
 * @throws {AppError} `invalid_argument` naming the first message that doesn't fit.
 */
export function exportedTree(
  { messages, activeLeaf }: Pick<ExportedChat, "messages" | "activeLeaf">,
): ExportedTree {
  if (messages.length === 0) throw broken(said`This chat has no messages`);
  const byId = new Map(messages.map((message) => [message.id, message]));
  for (const message of messages) assertPlace(message, byId);
  assertRooted(messages, byId);
  const active = byId.get(activeLeaf);
  if (!active) throw broken(said`The active leaf ${excerpt(activeLeaf)} is not a message`);
  const asked = new Set(messages.map(({ parentId }) => parentId));
  const unanswered = messages.filter(({ id, role }) => role === "user" && !asked.has(id));
  const whole = [...messages, ...unanswered.map(noAnswer)];
  if (new Set(whole.map(({ id }) => id)).size < whole.length) {
    throw broken(said`Two messages of this chat have the same id`);
  }
  return { messages: whole, activeLeaf: leafBelow(active, whole).id };
}

function assertPlace(message: ExportedMessage, byId: ReadonlyMap<string, ExportedMessage>): void {
  const { id, parentId, role } = message;
  const parent = parentId === null ? null : byId.get(parentId);
  if (parent === undefined) throw broken(said`The message before ${excerpt(id)} is missing`);
  const expected = role === "user" ? ["assistant", undefined] : ["user"];
  if (expected.includes(parent?.role)) return;
  throw broken(
    role === "user"
      ? said`Question ${excerpt(id)} follows another question`
      : said`Answer ${excerpt(id)} follows no question`,
  );
}

/**
 * Follows every message up to the root. Visits each only once, so a circle is found in linear time.
 */
function assertRooted(
  messages: readonly ExportedMessage[],
  byId: ReadonlyMap<string, ExportedMessage>,
): void {
  const rooted = new Set<string>();
  for (const { id } of messages) {
    const path = new Set<string>();
    for (let at: string | null = id; at !== null && !rooted.has(at);) {
      if (path.has(at)) throw broken(said`Message ${excerpt(at)} follows itself`);
      path.add(at);
      at = byId.get(at)!.parentId;
    }
    for (const known of path) rooted.add(known);
  }
}

/** The newest leaf below a message. */
function leafBelow(from: ExportedMessage, messages: readonly ExportedMessage[]): ExportedMessage {
  const newest = new Map(messages.map((message) => [message.parentId, message]));
  let leaf = from;
  for (let next = newest.get(leaf.id); next; next = newest.get(leaf.id)) leaf = next;
  return leaf;
}

function noAnswer({ id, createdAt }: ExportedMessage): ExportedAnswer {
  return {
    id: `${id}#answer`,
    parentId: id,
    role: "assistant",
    content: "",
    tokens: 0,
    createdAt,
    model: "",
    state: "interrupted",
    finishReason: null,
    errorCode: null,
    retryAt: null,
    leftOut: [],
    promptTokens: null,
    completionTokens: null,
    cachedPromptTokens: null,
    finishedAt: createdAt,
    thinking: null,
  };
}

function broken(reason: Said): AppError {
  return invalidArgument("file", reason);
}
