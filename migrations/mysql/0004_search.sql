-- What is searched: an entry for every chat's title (its message_id is empty) and for every message.
-- A user's titles and messages each have a shelf. `words` are the entry's words, folded, each once,
-- spelled in ASCII and beginning with the shelf, so that a search reads nobody else's, and so that no
-- server's settings on stop words, shortest words or collations matter. A server without full text
-- reads a shelf's words instead. (InnoDB knows the document's number by its name, in capitals.)
create table search_entries (
  FTS_DOC_ID bigint unsigned not null auto_increment primary key,
  shelf varchar(8) character set ascii collate ascii_bin not null,
  chat_id varchar(36) not null,
  message_id varchar(36) not null,
  words mediumtext character set ascii collate ascii_bin not null,
  unique key FTS_DOC_ID_INDEX (FTS_DOC_ID),
  unique key search_entries_by_message (chat_id, message_id),
  key search_entries_by_shelf (shelf, FTS_DOC_ID),
  fulltext key search_entries_by_word (words),
  constraint search_entries_chat foreign key (chat_id) references chats (id) on delete cascade
) engine = innodb default charset = utf8mb4
  /*!80017 collate = utf8mb4_0900_bin */ /*M!100600 collate = utf8mb4_nopad_bin */;

-- How far the messages from before have been entered: the last one's id, or null when all have.
create table search_progress (
  id int not null primary key,
  position varchar(36)
) engine = innodb default charset = utf8mb4
  /*!80017 collate = utf8mb4_0900_bin */ /*M!100600 collate = utf8mb4_nopad_bin */;

insert into search_progress (id, position) values (1, '');
