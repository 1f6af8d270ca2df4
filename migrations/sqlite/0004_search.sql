-- What is searched: an entry for every chat's title (its message_id is empty) and for every message.
-- A user's titles and messages each have a shelf. `words` are the entry's words, folded, each once,
-- spelled in ASCII and beginning with the shelf, so that a search reads nobody else's.
--
-- The words are not stored but as an index, whose rows have the numbers of search_rows; those of
-- messages may change with a VACUUM. The index also has the beginnings of words, two letters long.
create table search_rows (
  id integer primary key,
  shelf text not null,
  chat_id text not null references chats (id) on delete cascade,
  message_id text not null,
  unique (chat_id, message_id)
) strict;

create index search_rows_by_shelf on search_rows (shelf);

create virtual table search_words using fts5 (
  words, content = '', contentless_delete = 1, detail = none, prefix = '7',
  tokenize = "ascii tokenchars '_'"
);

-- Both as one table, as on MySQL.
create view search_entries as
  select id as FTS_DOC_ID, shelf, chat_id, message_id, '' as words from search_rows;

create trigger search_entries_insert instead of insert on search_entries begin insert into search_rows (shelf, chat_id, message_id) values (new.shelf, new.chat_id, new.message_id); insert into search_words (rowid, words) values (last_insert_rowid(), new.words); end;

create trigger search_entries_delete instead of delete on search_entries begin delete from search_rows where id = old.FTS_DOC_ID; end;

create trigger search_rows_delete after delete on search_rows begin delete from search_words where rowid = old.id; end;

-- How far the messages from before have been entered: the last one's id, or null when all have.
create table search_progress (
  id integer primary key,
  position text
) strict;

insert into search_progress (id, position) values (1, '');
