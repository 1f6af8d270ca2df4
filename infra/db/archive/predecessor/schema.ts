/**
 * The tables of the predecessor's Go service, as its only migration `000001_init` creates them. The
 * columns' types are unknown here, because forks have changed them.
 */
export type PredecessorSchema = {
  readonly chats: PredecessorChatRow;
  readonly messages: PredecessorMessageRow;
};

/** A row of the predecessor's chats. */
export type PredecessorChatRow = {
  readonly id: unknown;
  readonly user_id: unknown;
  /** Despite its name, the system message's text until the chat's first answer; then empty. */
  readonly initial_message_id: unknown;
  readonly status: unknown;
  /** Tokens of the messages that were last sent to the model. */
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

/** A row of the predecessor's messages. */
export type PredecessorMessageRow = {
  readonly id: unknown;
  readonly chat_id: unknown;
  readonly role: unknown;
  readonly content: unknown;
  readonly tokens: unknown;
  readonly model: unknown;
  /** 1 when the message no longer fitted the model's memory; the oldest go first. */
  readonly erased: unknown;
  /** Position among the erased messages, or among the others. */
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
