/**
 * The tables of the predecessor's Go service, as its only migration `000001_init` makes them. What the
 * columns promise is not relied on: forks have changed it.
 */
export type PredecessorSchema = {
  readonly chats: PredecessorChatRow;
  readonly messages: PredecessorMessageRow;
};

/** A chat of the predecessor's. */
export type PredecessorChatRow = {
  readonly id: unknown;
  readonly user_id: unknown;
  /** Until the chat's first answer the text of its system message, whatever the name says; then empty. */
  readonly initial_message_id: unknown;
  readonly status: unknown;
  /** Tokens of the messages that the model was given last. */
  readonly token_usage: unknown;
  readonly model: unknown;
  readonly temperature: unknown;
  readonly top_p: unknown;
  readonly n: unknown;
  readonly stop: unknown;
  readonly max_tokens: unknown;
  readonly presence_penalty: unknown;
  readonly frequency_penalty: unknown;
  readonly created_at: unknown;
  readonly updated_at: unknown;
};

/** A message of the predecessor's. */
export type PredecessorMessageRow = {
  readonly id: unknown;
  readonly chat_id: unknown;
  readonly role: unknown;
  readonly content: unknown;
  readonly tokens: unknown;
  readonly model: unknown;
  /** 1 when it no longer fitted the model's memory; the oldest messages go first. */
  readonly erased: unknown;
  /** Its place among the erased ones, or among the others. */
  readonly order_msg: unknown;
  readonly created_at: unknown;
};

/** The columns that are read, by table. */
export const PREDECESSOR_COLUMNS = {
  chats: [
    ...["id", "user_id", "initial_message_id", "status", "token_usage", "model", "temperature"],
    ...["top_p", "n", "stop", "max_tokens", "presence_penalty", "frequency_penalty"],
    ...["created_at", "updated_at"],
  ],
  messages: [
    ...["id", "chat_id", "role", "content", "tokens", "model", "erased", "order_msg"],
    "created_at",
  ],
} as const;
