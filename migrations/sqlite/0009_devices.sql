-- Browsers in which users have signed in. id is the SHA-256 of the secret in the cookie, the same for all
-- users of a browser.
create table devices (
  id text not null,
  user_id text not null references users (id) on delete cascade,
  seen_at integer not null,
  primary key (id, user_id)
) strict, without rowid;

create index devices_by_user on devices (user_id);

create index devices_by_time on devices (seen_at);
