-- Browsers in which users have signed in. id is the SHA-256 of the secret in the cookie, the same for all
-- users of a browser.
create table devices (
  id varchar(64) not null,
  user_id varchar(36) not null,
  seen_at bigint not null,
  primary key (id, user_id),
  key devices_by_user (user_id),
  key devices_by_time (seen_at),
  constraint devices_user foreign key (user_id) references users (id) on delete cascade
) engine = innodb default charset = utf8mb4
  /*!80017 collate = utf8mb4_0900_bin */ /*M!100600 collate = utf8mb4_nopad_bin */;
