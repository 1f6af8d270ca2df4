-- Accounts that were deleted: their rows in users are gone, and nobody may act for their ids again. What they
-- held may be there for a while; finished_at says since when nothing is.
create table erasures (
  user_id varchar(36) not null primary key,
  begun_at bigint not null,
  finished_at bigint,
  key erasures_begun (finished_at, begun_at)
) engine = innodb default charset = utf8mb4
  /*!80017 collate = utf8mb4_0900_bin */ /*M!100600 collate = utf8mb4_nopad_bin */;

insert into erasures (user_id, begun_at) select id, created_at from users where email like 'erased %';

delete from users where email like 'erased %';
