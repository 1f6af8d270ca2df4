-- The number of an entry is named as on MySQL.
drop view search_entries;

create view search_entries as
  select id, shelf, chat_id, message_id, '' as words from search_rows;

create trigger search_entries_insert instead of insert on search_entries begin insert into search_rows (shelf, chat_id, message_id) values (new.shelf, new.chat_id, new.message_id); insert into search_words (rowid, words) values (last_insert_rowid(), new.words); end;

create trigger search_entries_delete instead of delete on search_entries begin delete from search_rows where id = old.id; end;
