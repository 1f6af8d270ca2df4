-- Deleted chats can be brought back for a while: when they were deleted, all of one deletion at the
-- same time.
alter table chats add column deleted_at integer;

create index chats_listed on chats (user_id, archived, pinned, updated_at, id)
  where deleted_at is null;

create index chats_deleted on chats (deleted_at) where deleted_at is not null;

drop index chats_by_user;

-- What the browser said of itself, and when it was last seen.
alter table sessions add column user_agent text not null default '';
alter table sessions add column last_seen_at integer not null default 0;

-- What a user prefers, as JSON; null until something is chosen.
alter table users add column settings text;

-- A chat that anyone with the link can read, up to the message `leaf`.
create table shares (
  chat_id text not null primary key,
  user_id text not null,
  token text not null unique,
  leaf text not null,
  created_at integer not null
) strict, without rowid;

create index shares_by_user on shares (user_id);
