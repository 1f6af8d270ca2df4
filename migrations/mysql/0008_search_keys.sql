-- Entries of search have an ordinary number. InnoDB gives documents one of its own, which it hides: a
-- column named FTS_DOC_ID has to rise in the order of inserts on each server, and copies of a database
-- are made in the order of commits. What was said before is entered anew when the program has started.
drop table search_entries;

create table search_entries (
  id bigint unsigned not null auto_increment primary key,
  shelf varchar(8) character set ascii collate ascii_bin not null,
  chat_id varchar(36) not null,
  message_id varchar(36) not null,
  words mediumtext character set ascii collate ascii_bin not null,
  unique key search_entries_by_message (chat_id, message_id),
  key search_entries_by_shelf (shelf, id),
  fulltext key search_entries_by_word (words),
  constraint search_entries_chat foreign key (chat_id) references chats (id) on delete cascade
) engine = innodb default charset = utf8mb4
  /*!80017 collate = utf8mb4_0900_bin */ /*M!100600 collate = utf8mb4_nopad_bin */;

update search_progress set position = '' where id = 1;
