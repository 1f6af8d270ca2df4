import fc from "fast-check";
import type { Answer, Message } from "../../../domain/chats/message.ts";
import { sampleAnswer, sampleQuestion } from "./sample_messages.ts";

/** How an answer can have ended, or not. */
const ending: fc.Arbitrary<Partial<Answer>> = fc.constantFrom<Partial<Answer>[]>(
  { state: "complete", finishReason: "stop" },
  { state: "complete", finishReason: "length" },
  { state: "complete", finishReason: "content_filter" },
  { state: "stopped", finishReason: null },
  { state: "interrupted", finishReason: null },
  { state: "streaming", finishReason: null },
  { state: "failed", finishReason: null, errorCode: "upstream_rejected" },
  { state: "failed", finishReason: null, errorCode: "upstream_rate_limited" },
  { state: "failed", finishReason: null, errorCode: "upstream_broken_off" },
);

/** Texts of answers: most have one, the others ended before it. */
const text = fc.oneof(
  { weight: 3, arbitrary: fc.string({ minLength: 1, maxLength: 5 }) },
  { weight: 2, arbitrary: fc.constantFrom("", "\n", "  ") },
);

const node = fc.record({
  parent: fc.nat(),
  tokens: fc.nat(400),
  isAnswer: fc.boolean(),
  content: text,
  ending,
});

/**
 * The path to one message of a random tree, oldest first. Roles follow each other in any order, as
 * in imported chats, and answers have ended in any way.
 */
export const randomPath: fc.Arbitrary<Message[]> = fc.array(node, { minLength: 1, maxLength: 40 })
  .chain((nodes) => {
    const tree = nodes.map(({ parent, tokens, isAnswer, content, ending }, index): Message => {
      const parentId = index === 0 ? null : String(parent % index);
      const facts = { id: String(index), parentId, tokens };
      if (isAnswer) return sampleAnswer({ ...facts, ...ending, content });
      return sampleQuestion({ ...facts, ...content.trim() !== "" && { content } });
    });
    return fc.nat(tree.length - 1).map((leaf) => pathTo(tree, String(leaf)));
  });

function pathTo(tree: readonly Message[], leaf: string): Message[] {
  const message = tree[Number(leaf)]!;
  return [...(message.parentId === null ? [] : pathTo(tree, message.parentId)), message];
}
