import { z } from "zod";

/** Seconds since 1970, with a fraction. */
const seconds = z.number().min(0).max(253_402_300_799).nullish().catch(null);

/** A text, or whatever else is there in its place. */
const textOrNot = z.string().nullish().catch(null);

const metadata = z.object({
  model_slug: z.string().max(255).nullish().catch(null),
  is_visually_hidden_from_conversation: z.boolean().nullish().catch(null),
  /** What marks in the text stand for. */
  content_references: z.array(z.unknown()).nullish().catch(null),
  /** Files that were sent with it. */
  attachments: z.array(z.unknown()).nullish().catch(null),
  /** What code made that ran. */
  aggregate_result: z.unknown().optional(),
  /** What a picture that was made is called. */
  image_gen_title: textOrNot,
});

const message = z.object({
  author: z.object({ role: z.string(), name: textOrNot }),
  create_time: seconds,
  content: z.looseObject({ content_type: z.string() }),
  /** Whom it is said to: `all`, or a tool. */
  recipient: textOrNot,
  metadata: metadata.nullish().catch(null),
});

/** A message of {@link ChatGptConversation}. */
export type ChatGptMessage = z.infer<typeof message>;

/** What a message that can't be understood is made of. */
export const UNKNOWN = "unknown";

/** Stands for one, so that it is counted, and keeps its place in the tree. */
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
 * What matters of a conversation in ChatGPT's `conversations.json`. OpenAI documents it nowhere; this is as
 * exports have it since 2023.
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
