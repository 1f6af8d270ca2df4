import type { Generated } from "kysely";

/**
 * The tables of both databases after all migrations. Times are milliseconds since 1970 UTC: whole
 * numbers that no time zone of a driver, session or server changes. Booleans are 0 or 1.
 */
export interface Schema {
  users: UsersTable;
  erasures: ErasuresTable;
  oauth_accounts: OauthAccountsTable;
  sessions: SessionsTable;
  devices: DevicesTable;
  api_tokens: ApiTokensTable;
  chats: ChatsTable;
  messages: MessagesTable;
  shares: SharesTable;
  storage: StorageTable;
  answer_chunks: AnswerChunksTable;
  thinking_chunks: AnswerChunksTable;
  instances: InstancesTable;
  rate_limits: RateLimitsTable;
  search_entries: SearchEntriesTable;
  search_queue: SearchQueueTable;
  schema_migrations: SchemaMigrationsTable;
  schema_lock: SchemaLockTable;
}

/** Accounts; `password_hash` is `null` for users who sign in only through another provider. */
export interface UsersTable {
  id: string;
  name: string;
  email: string;
  password_hash: string | null;
  created_at: number;
  /** A JSON object, which only this program reads. */
  settings: string | null;
}

/** Deleted accounts; `finished_at` is `null` until all their data is deleted. */
export interface ErasuresTable {
  user_id: string;
  begun_at: number;
  finished_at: number | null;
}

/**
 * Identities at providers, each of which opens an account. `provider` is its name, a colon, and a
 * hash of its issuer.
 */
export interface OauthAccountsTable {
  provider: string;
  provider_user_id: string;
  user_id: string;
  created_at: number;
}

/** Browser sessions; `id` is the SHA-256 of the cookie's secret. */
export interface SessionsTable {
  id: string;
  user_id: string;
  created_at: number;
  expires_at: number;
  /** The browser's `User-Agent`. */
  user_agent: string;
  last_seen_at: number;
}

/** Browsers that users have signed in with; `id` is the SHA-256 of the cookie's secret. */
export interface DevicesTable {
  id: string;
  user_id: string;
  seen_at: number;
}

/** Credentials for programs; `hash` is the SHA-256 of the token. */
export interface ApiTokensTable {
  id: string;
  user_id: string;
  name: string;
  hash: string;
  created_at: number;
  last_used_at: number | null;
  /** Scopes separated by spaces. */
  scopes: string;
  expires_at: number | null;
}

/** Chats; `answering` is the question being answered, and keeps a second one out. */
export interface ChatsTable {
  id: string;
  user_id: string;
  title: string;
  status: string;
  model: string;
  temperature: number;
  top_p: number;
  n: number;
  /** A JSON array of strings, which only this program reads. */
  stop: string;
  max_tokens: number | null;
  presence_penalty: number;
  frequency_penalty: number;
  active_leaf: string;
  answering: string | null;
  memory_begins_at: string | null;
  prompt_tokens: number;
  completion_tokens: number;
  pinned: number;
  archived: number;
  created_at: number;
  updated_at: number;
  system_message: string;
  /** When the chat was deleted; it can be restored for a while. */
  deleted_at: number | null;
  revision: number;
  /** A JSON object of the settings that have no column above, which only this program reads. */
  settings: string | null;
}

/** Questions and answers; only answers use the columns from `turn_id` to `begun_at`. */
export interface MessagesTable {
  id: string;
  chat_id: string;
  user_id: string;
  parent_id: string | null;
  role: string;
  tokens: number;
  created_at: number;
  /** Id of the turn's first answer. */
  turn_id: string | null;
  /** The caller's idempotency key, on the first answer of the turn. */
  request_id: string | null;
  /** SHA-256 of what was asked with it. */
  request_digest: string | null;
  model: string | null;
  state: string | null;
  finish_reason: string | null;
  error_code: string | null;
  /** Until when the model's server asked to wait. */
  retry_at: number | null;
  prompt_tokens: number | null;
  completion_tokens: number | null;
  cached_prompt_tokens: number | null;
  instance_id: string | null;
  stop_requested: number;
  /** How many calls wait for the turn, on its first answer. */
  callers: Generated<number>;
  finished_at: number | null;
  /** When the answer was begun, or last continued. */
  begun_at: number | null;
  content: string;
  /** What the model thought; `null` when nothing. */
  thinking: string | null;
  /** A JSON object of the further facts about an answer, which only this program reads. */
  facts: string | null;
}

/** Chats that anyone with the link can read, up to the message `leaf`. */
export interface SharesTable {
  chat_id: string;
  user_id: string;
  token: string;
  leaf: string;
  created_at: number;
}

/** How much each user has stored, in bytes. */
export interface StorageTable {
  user_id: string;
  bytes: number;
}

/** The search index: an entry per title and per message. In SQLite a view, without `words`. */
export interface SearchEntriesTable {
  /** Grows with time; with several writing servers not in the order of commits. */
  id: Generated<number>;
  /** Stands for the titles, or the messages, of a user. */
  shelf: string;
  chat_id: string;
  /** Empty for a chat's title. */
  message_id: string;
  /** Terms between spaces, with one at either end. */
  words: string;
}

/** Texts to enter into the search index; `id` is made for each time a text is queued. */
export interface SearchQueueTable {
  id: string;
  chat_id: string;
  /** Empty for a chat's title. */
  message_id: string;
  /** The process that enters the text while it runs. */
  instance_id: string;
}

/** Text, or thinking, of running answers; `position` counts UTF-16 code units. */
export interface AnswerChunksTable {
  answer_id: string;
  position: number;
  text: string;
}

/** Running processes. */
export interface InstancesTable {
  id: string;
  beat_at: number;
}

/** Calls counted in the current window; `id` is the SHA-256 of what is limited. */
export interface RateLimitsTable {
  id: string;
  count: number;
  resets_at: number;
}

/** Migrations that were begun; `finished_at` is `null` while one runs, or if it was interrupted. */
export interface SchemaMigrationsTable {
  version: number;
  name: string;
  checksum: string;
  started_at: number;
  finished_at: number | null;
}

/** One row, locked by the process that migrates. */
export interface SchemaLockTable {
  id: number;
}
