-- What is to be entered into the search index: messages, and titles of chats (their message_id is empty).
-- The process that stored them enters them; any process does when that one has ended. An id is made for each
-- time, in the order of time.
create table search_queue (
  id text not null primary key,
  chat_id text not null,
  message_id text not null,
  instance_id text not null
) strict, without rowid;

create index search_queue_by_chat on search_queue (chat_id);

-- What was not entered yet since the index was made.
insert into search_queue (id, chat_id, message_id, instance_id)
  select c.id, c.id, '', '' from search_progress p, chats c where p.position is not null;

insert into search_queue (id, chat_id, message_id, instance_id)
  select m.id, m.chat_id, m.id, '' from search_progress p, messages m where m.id > p.position;

drop table search_progress;
