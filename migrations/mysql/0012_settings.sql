-- The settings of a chat that have no column of their own, as a JSON object that only this program reads.
alter table chats add column settings mediumtext;
