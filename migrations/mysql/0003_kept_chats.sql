-- Deleted chats can be brought back for a while: when they were deleted, all of one deletion at the
-- same time.
alter table chats add column deleted_at bigint;

create index chats_listed on chats (user_id, deleted_at, archived, pinned, updated_at, id);

create index chats_deleted on chats (deleted_at);

drop index chats_by_user on chats;

-- What the browser said of itself, and when it was last seen.
alter table sessions add column user_agent varchar(255) not null default '';
alter table sessions add column last_seen_at bigint not null default 0;

-- What a user prefers, as JSON; null until something is chosen.
alter table users add column settings mediumtext;

-- A chat that anyone with the link can read, up to the message `leaf`.
create table shares (
  chat_id varchar(36) not null primary key,
  user_id varchar(255) not null,
  token varchar(64) not null,
  leaf varchar(36) not null,
  created_at bigint not null,
  unique key shares_by_token (token),
  key shares_by_user (user_id)
) engine = innodb default charset = utf8mb4
  /*!80017 collate = utf8mb4_0900_bin */ /*M!100600 collate = utf8mb4_nopad_bin */;
