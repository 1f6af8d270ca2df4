-- Times are milliseconds since 1970 UTC; booleans are 0 or 1; ids are UUIDv7 text.
-- Every statement ends with a semicolon at the end of a line, and no other line ends with one.
-- Text columns compare byte by byte (SQLite's BINARY collation).

create table users (
  id text not null primary key,
  name text not null,
  email text not null unique,
  password_hash text,
  created_at integer not null
) strict;

create table oauth_accounts (
  provider text not null,
  provider_user_id text not null,
  user_id text not null references users (id) on delete cascade,
  created_at integer not null,
  primary key (provider, provider_user_id)
) strict, without rowid;

create index oauth_accounts_by_user on oauth_accounts (user_id);

-- id is the SHA-256 of the secret in the cookie.
create table sessions (
  id text not null primary key,
  user_id text not null references users (id) on delete cascade,
  created_at integer not null,
  expires_at integer not null
) strict, without rowid;

create index sessions_by_user on sessions (user_id);

create index sessions_by_expiry on sessions (expires_at);

create table api_tokens (
  id text not null primary key,
  user_id text not null references users (id) on delete cascade,
  name text not null,
  hash text not null unique,
  created_at integer not null,
  last_used_at integer
) strict;

create index api_tokens_by_user on api_tokens (user_id);

-- user_id has no foreign key: the holder of the service token may name users of their own.
create table chats (
  id text not null primary key,
  user_id text not null,
  title text not null,
  status text not null,
  model text not null,
  temperature real not null,
  top_p real not null,
  n integer not null,
  stop text not null,
  max_tokens integer,
  presence_penalty real not null,
  frequency_penalty real not null,
  active_leaf text not null,
  answering text,
  memory_begins_at text,
  prompt_tokens integer not null,
  completion_tokens integer not null,
  pinned integer not null,
  archived integer not null,
  created_at integer not null,
  updated_at integer not null,
  system_message text not null
) strict;

create index chats_by_user on chats (user_id, updated_at, id);

-- The running turns, for recovery.
create index chats_answering on chats (answering) where answering is not null;

-- turn_id is the id of the first answer that was begun together with this one; that first answer
-- carries the turn's request_id. content comes last, so that walking the tree need not read it.
create table messages (
  id text not null primary key,
  chat_id text not null,
  user_id text not null,
  parent_id text,
  role text not null,
  tokens integer not null,
  created_at integer not null,
  turn_id text,
  request_id text,
  model text,
  state text,
  finish_reason text,
  error_code text,
  prompt_tokens integer,
  completion_tokens integer,
  instance_id text,
  stop_requested integer not null,
  finished_at integer,
  content text not null
) strict;

create index messages_by_chat on messages (chat_id, parent_id);

create unique index messages_by_request on messages (user_id, request_id)
  where request_id is not null;

create table answer_chunks (
  answer_id text not null,
  position integer not null,
  text text not null,
  primary key (answer_id, position)
) strict, without rowid;

create table instances (
  id text not null primary key,
  beat_at integer not null
) strict, without rowid;

create table rate_limits (
  id text not null primary key,
  count integer not null,
  resets_at integer not null
) strict, without rowid;

create index rate_limits_by_reset on rate_limits (resets_at);
