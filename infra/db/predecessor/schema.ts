/**
 * The tables of the predecessor's Go service, as its only migration `000001_init` makes them. Decimals come
 * as text. What the columns promise is not relied on: forks have changed it.
 */
export type PredecessorSchema = {
  readonly chats: PredecessorChatRow;
  readonly messages: PredecessorMessageRow;
};

/** A chat of the predecessor's. */
export type PredecessorChatRow = {
  readonly id: string;
  readonly user_id: string;
  /** Until the chat's first answer the text of its system message, whatever the name says; then empty. */
  readonly initial_message_id: string;
  readonly status: string;
  /** Tokens of the messages that the model was given last. */
  readonly token_usage: number;
  readonly model: string;
  readonly temperature: string;
  readonly top_p: string;
  readonly n: number;
  readonly stop: string;
  readonly max_tokens: number;
  readonly presence_penalty: string;
  readonly frequency_penalty: string;
  readonly created_at: Date;
  readonly updated_at: Date;
};

/** A message of the predecessor's. */
export type PredecessorMessageRow = {
  readonly id: string;
  readonly chat_id: string;
  readonly role: string;
  readonly content: string;
  readonly tokens: number;
  readonly model: string;
  /** 1 when it no longer fitted the model's memory; the oldest messages go first. */
  readonly erased: number;
  /** Its place among the erased ones, or among the others. */
  readonly order_msg: number;
  readonly created_at: Date;
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
