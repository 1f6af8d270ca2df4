-- What models think before they answer: text of its own beside the answer's, and, as a JSON object that only
-- this program reads, further facts about an answer.
alter table messages add column thinking mediumtext, add column facts mediumtext;

create table thinking_chunks (
  answer_id varchar(36) not null,
  position int not null,
  text mediumtext not null,
  primary key (answer_id, position)
) engine = innodb default charset = utf8mb4
  /*!80017 collate = utf8mb4_0900_bin */ /*M!100600 collate = utf8mb4_nopad_bin */;
