-- For MySQL 8.0.17, MariaDB 10.6 and TiDB 7.4, and later.
-- Times are milliseconds since 1970 UTC; booleans are 0 or 1; ids are UUIDv7 text.
-- Every statement ends with a semicolon at the end of a line, and no other line ends with one.
-- Text columns compare byte by byte and keep trailing spaces, as in SQLite. MySQL and MariaDB name
-- that collation differently, and each reads one of the two comments.

create table users (
  id varchar(36) not null primary key,
  name varchar(255) not null,
  email varchar(255) not null,
  password_hash varchar(255),
  created_at bigint not null,
  unique key users_by_email (email)
) engine = innodb default charset = utf8mb4
  /*!80017 collate = utf8mb4_0900_bin */ /*M!100600 collate = utf8mb4_nopad_bin */;

create table oauth_accounts (
  provider varchar(64) not null,
  provider_user_id varchar(255) not null,
  user_id varchar(36) not null,
  created_at bigint not null,
  primary key (provider, provider_user_id),
  key oauth_accounts_by_user (user_id),
  constraint oauth_accounts_user foreign key (user_id) references users (id) on delete cascade
) engine = innodb default charset = utf8mb4
  /*!80017 collate = utf8mb4_0900_bin */ /*M!100600 collate = utf8mb4_nopad_bin */;

-- id is the SHA-256 of the secret in the cookie.
create table sessions (
  id varchar(64) not null primary key,
  user_id varchar(36) not null,
  created_at bigint not null,
  expires_at bigint not null,
  key sessions_by_user (user_id),
  key sessions_by_expiry (expires_at),
  constraint sessions_user foreign key (user_id) references users (id) on delete cascade
) engine = innodb default charset = utf8mb4
  /*!80017 collate = utf8mb4_0900_bin */ /*M!100600 collate = utf8mb4_nopad_bin */;

create table api_tokens (
  id varchar(36) not null primary key,
  user_id varchar(36) not null,
  name varchar(255) not null,
  hash varchar(64) not null,
  created_at bigint not null,
  last_used_at bigint,
  unique key api_tokens_by_hash (hash),
  key api_tokens_by_user (user_id),
  constraint api_tokens_user foreign key (user_id) references users (id) on delete cascade
) engine = innodb default charset = utf8mb4
  /*!80017 collate = utf8mb4_0900_bin */ /*M!100600 collate = utf8mb4_nopad_bin */;

-- user_id has no foreign key: the holder of the service token may name users of their own.
create table chats (
  id varchar(36) not null primary key,
  user_id varchar(255) not null,
  title varchar(255) not null,
  status varchar(16) not null,
  model varchar(255) not null,
  temperature double not null,
  top_p double not null,
  n int not null,
  stop text not null,
  max_tokens bigint,
  presence_penalty double not null,
  frequency_penalty double not null,
  active_leaf varchar(36) not null,
  answering varchar(36),
  memory_begins_at varchar(36),
  prompt_tokens bigint not null,
  completion_tokens bigint not null,
  pinned tinyint not null,
  archived tinyint not null,
  created_at bigint not null,
  updated_at bigint not null,
  system_message mediumtext not null,
  key chats_by_user (user_id, updated_at, id),
  key chats_answering (answering)
) engine = innodb default charset = utf8mb4
  /*!80017 collate = utf8mb4_0900_bin */ /*M!100600 collate = utf8mb4_nopad_bin */;

-- turn_id is the id of the first answer that was begun together with this one; that first answer
-- carries the turn's request_id.
create table messages (
  id varchar(36) not null primary key,
  chat_id varchar(36) not null,
  user_id varchar(255) not null,
  parent_id varchar(36),
  role varchar(16) not null,
  tokens bigint not null,
  created_at bigint not null,
  turn_id varchar(36),
  request_id varchar(255),
  model varchar(255),
  state varchar(16),
  finish_reason varchar(32),
  error_code varchar(32),
  prompt_tokens bigint,
  completion_tokens bigint,
  instance_id varchar(64),
  stop_requested tinyint not null,
  finished_at bigint,
  content mediumtext not null,
  key messages_by_chat (chat_id, parent_id),
  unique key messages_by_request (user_id, request_id)
) engine = innodb default charset = utf8mb4
  /*!80017 collate = utf8mb4_0900_bin */ /*M!100600 collate = utf8mb4_nopad_bin */;

create table answer_chunks (
  answer_id varchar(36) not null,
  position int not null,
  text mediumtext not null,
  primary key (answer_id, position)
) engine = innodb default charset = utf8mb4
  /*!80017 collate = utf8mb4_0900_bin */ /*M!100600 collate = utf8mb4_nopad_bin */;

create table instances (
  id varchar(64) not null primary key,
  beat_at bigint not null
) engine = innodb default charset = utf8mb4
  /*!80017 collate = utf8mb4_0900_bin */ /*M!100600 collate = utf8mb4_nopad_bin */;

create table rate_limits (
  id varchar(64) not null primary key,
  count int not null,
  resets_at bigint not null,
  key rate_limits_by_reset (resets_at)
) engine = innodb default charset = utf8mb4
  /*!80017 collate = utf8mb4_0900_bin */ /*M!100600 collate = utf8mb4_nopad_bin */;
