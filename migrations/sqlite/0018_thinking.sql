-- What models think before they answer: text of its own beside the answer's, and, as a JSON object that only
-- this program reads, further facts about an answer.
alter table messages add column thinking text;
alter table messages add column facts text;

create table thinking_chunks (
  answer_id text not null,
  position integer not null,
  text text not null,
  primary key (answer_id, position)
) strict, without rowid;
