import { z } from "zod";

/** Seconds since 1970, with a fraction. */
const seconds = z.number().min(0).max(253_402_300_799).nullish().catch(null);

/** A text; values of other types count as absent. */
const textOrNot = z.string().nullish().catch(null);

const metadata = z.object({
  model_slug: z.string().max(255).nullish().catch(null),
  is_visually_hidden_from_conversation: z.boolean().nullish().catch(null),
  /** Explains the marks in the text. */
  content_references: z.array(z.unknown()).nullish().catch(null),
  /** Files sent with the message. */
  attachments: z.array(z.unknown()).nullish().catch(null),
  /** The output of code that was run. */
  aggregate_result: z.unknown().optional(),
  /** The title of a generated picture. */
  image_gen_title: textOrNot,
});

const message = z.object({
  author: z.object({ role: z.string(), name: textOrNot }),
  create_time: seconds,
  content: z.looseObject({ content_type: z.string() }),
  /** The recipient: `all`, or a tool. */
  recipient: textOrNot,
  metadata: metadata.nullish().catch(null),
});

/** A message of {@link ChatGptConversation}. */
export type ChatGptMessage = z.infer<typeof message>;

/** The role and content type in place of a message that can't be parsed. */
export const UNKNOWN = "unknown";

/**
 * Replaces a message that can't be parsed, so that it is counted and keeps its place in the tree.
 */
const unknown: ChatGptMessage = {
  author: { role: UNKNOWN },
  content: { content_type: UNKNOWN },
  create_time: null,
};

const node = z.object({
  parent: z.string().nullish(),
  message: message.nullish().catch(unknown),
});

/**
 * The relevant fields of a conversation in ChatGPT's `conversations.json`. OpenAI doesn't document
 * the format; this is how exports have looked since 2023.
 */
export const chatGptConversation = z.object({
  id: z.string().nullish(),
  conversation_id: z.string().nullish(),
  title: z.string().nullish().catch(null),
  create_time: seconds,
  update_time: seconds,
  current_node: z.string().nullish(),
  is_archived: z.boolean().nullish().catch(null),
  default_model_slug: z.string().max(255).nullish().catch(null),
  mapping: z.record(z.string(), node),
});

/** {@link chatGptConversation} */
export type ChatGptConversation = z.infer<typeof chatGptConversation>;
