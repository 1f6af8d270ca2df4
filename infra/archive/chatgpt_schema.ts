import { z } from "zod";

/** Seconds since 1970, with a fraction. */
const seconds = z.number().min(0).max(253_402_300_799).nullish().catch(null);

const message = z.object({
  author: z.object({ role: z.string() }),
  create_time: seconds,
  content: z.looseObject({ content_type: z.string() }),
  /** Whom it is said to: `all`, or a tool. */
  recipient: z.string().nullish(),
  metadata: z.object({
    model_slug: z.string().max(255).nullish().catch(null),
    is_visually_hidden_from_conversation: z.boolean().nullish().catch(null),
  }).nullish(),
});

/** A node whose message can't be understood keeps its place in the tree. */
const node = z.object({
  parent: z.string().nullish(),
  message: message.nullish().catch(null),
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

/** A message of one. */
export type ChatGptMessage = z.infer<typeof message>;
