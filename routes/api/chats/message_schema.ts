import { z } from "zod";
import { type Answer, type Message, thoughtIn } from "../../../domain/chats/message.ts";
import { finishReasonParts } from "../../../domain/models/finish_reason.ts";
import { MAX_MESSAGE_LENGTH } from "../../../domain/text_input.ts";
import { answerUsageSchema, usageJson } from "./schema.ts";
import { idField, positionField, timeField } from "../fields.ts";

/** The text of a question in a request. */
export const messageField = z.string().meta({
  description: "What to ask, in Markdown; not blank.",
  minLength: 1,
  maxLength: MAX_MESSAGE_LENGTH,
  examples: ["Why is the sky blue?"],
});

/** Fields that only answers have. */
export const answerDetailsSchema = z.object({
  model: z.string().meta({ description: "Name of the model that made it.", examples: ["gpt-x"] }),
  state: z.enum(["streaming", "complete", "stopped", "failed", "interrupted"]).meta({
    examples: ["complete"],
    description:
      "`streaming`: the answer is being made. `complete`: the model ended it, or it reached its token " +
      "limit. `stopped`: a user or program stopped it. `failed`: the model's server refused or broke " +
      "off. `interrupted`: the process that made it ended.",
  }),
  finish_reason: z.enum(["stop", "length", "content_filter", "unknown"]).nullable().meta({
    description: "Why the model ended it; null if the model's server gave no reason. `unknown`: " +
      "`finish_detail` has the server's own word; the answer may be incomplete.",
    examples: ["stop"],
  }),
  finish_detail: z.string().nullable().meta({
    description: "The server's own word for an `unknown` finish reason; otherwise null.",
    examples: [null],
  }),
  error_reason: z.string().nullable().meta({
    description: "Why it failed, such as `upstream_timeout`; null if it did not fail.",
    examples: [null],
  }),
  retry_time: timeField.nullable().meta({
    description: "Until when the model's server asked to wait, if it was too busy and said so.",
    examples: [null],
  }),
  left_out: z.array(z.string()).meta({
    description:
      "Settings that the model doesn't take, so that it was asked without them; `max_tokens=4096`: " +
      "with the model's own limit instead.",
    examples: [[]],
  }),
  token_usage: answerUsageSchema.nullable().meta({
    description: "Billed for this answer; null while it is made.",
  }),
  finish_time: timeField.nullable().meta({ description: "Null while it is made." }),
  position: positionField.meta({
    examples: [47],
    description: "Where its text ends, for following and continuing it. Do not calculate with it.",
  }),
  thinking_position: positionField.meta({
    examples: [0],
    description: "Where its thinking ends, for following it; 0 without thinking.",
  }),
  thinking_seconds: z.number().min(0).meta({
    description: "How long the model thought; 0 while the answer is made.",
    examples: [0],
  }),
  sources: z.array(z.object({
    url: z.string().meta({ description: "Its address.", examples: ["https://example.com/sky"] }),
    title: z.string().meta({
      description: "Empty if the model's server gave none.",
      examples: ["The sky"],
    }),
  })).meta({
    description: "The pages that it cites: `[1]` in the text is the first.",
    examples: [[]],
  }),
  thinking_tokens: z.int().min(0).meta({
    description: "Those of its completion tokens that the model thought with.",
    examples: [0],
  }),
}).meta({ description: "Fields that only answers have." });

/** A message in a result. */
export const messageSchema = z.object({
  id: idField("Id of the message."),
  chat_id: idField("Its chat."),
  parent_id: idField("The message that this one replies to; null for a first question.").nullable(),
  role: z.enum(["user", "assistant"]).meta({ examples: ["assistant"] }),
  content: z.string().meta({
    description: "Markdown; for a streaming answer, the text so far.",
    examples: ["Because air scatters blue light more than red."],
  }),
  thinking: z.string().nullable().meta({
    description:
      "What the model thought, for a streaming answer so far; null without thinking. No " +
      "model reads it again.",
    examples: [null],
  }),
  create_time: timeField,
  answer: answerDetailsSchema.nullable().meta({ description: "Null for a question." }),
  version_ids: z.array(idField("A version.")).meta({
    description:
      "All versions of this message, including itself, oldest first: other questions at the same " +
      "place, or other answers to the same question. Empty if there are no others.",
    examples: [[]],
  }),
}).meta({ description: "A question or an answer. Messages of a chat form a tree." });

/** A message as JSON. */
export type MessageJson = z.infer<typeof messageSchema>;

/**
 * Converts a message to JSON.
 *
 * @param versions The ids of each message's versions, by the message's id.
 */
export function messageJson(
  message: Message,
  versions: ReadonlyMap<string, readonly string[]>,
): MessageJson {
  const { id, chatId, parentId, role, content, createdAt } = message;
  return {
    id,
    chat_id: chatId,
    parent_id: parentId,
    role,
    content,
    thinking: message.role === "assistant" ? message.thinking?.text || null : null,
    create_time: createdAt.toISOString(),
    answer: message.role === "assistant" ? answerJson(message) : null,
    version_ids: [...versions.get(id) ?? []],
  };
}

/** Converts the fields that only answers have to JSON. */
export function answerJson(answer: Answer): z.infer<typeof answerDetailsSchema> {
  const { model, state, finishReason, errorCode, retryAt, finishedAt, content, thinking } = answer;
  const { promptTokens, completionTokens, cachedPromptTokens: cached_prompt_tokens } = answer;
  const isBilled = promptTokens !== null && completionTokens !== null;
  const reason = finishReason && finishReasonParts(finishReason);
  return {
    model,
    state,
    finish_reason: reason?.kind ?? null,
    finish_detail: reason?.detail || null,
    error_reason: errorCode,
    retry_time: retryAt?.toISOString() ?? null,
    left_out: [...answer.leftOut],
    token_usage: isBilled
      ? { ...usageJson({ promptTokens, completionTokens }), cached_prompt_tokens }
      : null,
    finish_time: finishedAt?.toISOString() ?? null,
    position: content.length,
    thinking_position: thoughtIn(answer).length,
    thinking_seconds: (thinking?.milliseconds ?? 0) / 1000,
    sources: (answer.sources ?? []).map(({ url, title }) => ({ url, title })),
    thinking_tokens: thinking?.tokens ?? 0,
  };
}
