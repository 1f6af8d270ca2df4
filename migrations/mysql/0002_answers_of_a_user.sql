-- An answer can go on after it ended: when that was begun last, in milliseconds since 1970 UTC.
alter table messages add column begun_at bigint;

-- How many questions of a user are being answered.
create index chats_answering_by_user on chats (user_id, answering);
