-- What each user has stored, in bytes: the texts of chats and messages, and 200 for each of them. Kept by
-- whatever stores or removes them; begun here with what there is.
create table storage (
  user_id varchar(255) not null primary key,
  bytes bigint not null
) engine = innodb default charset = utf8mb4
  /*!80017 collate = utf8mb4_0900_bin */ /*M!100600 collate = utf8mb4_nopad_bin */;

insert into storage (user_id, bytes)
  select user_id, sum(bytes) from (
    select user_id, octet_length(title) + octet_length(system_message) + 200 as bytes from chats
    union all
    select user_id, octet_length(content) + 200 as bytes from messages
  ) as stored group by user_id;
