-- Accounts that were deleted: their rows in users are gone, and nobody may act for their ids again. What they
-- held may be there for a while; finished_at says since when nothing is.
create table erasures (
  user_id text not null primary key,
  begun_at integer not null,
  finished_at integer
) strict, without rowid;

create index erasures_begun on erasures (begun_at) where finished_at is null;

insert into erasures (user_id, begun_at) select id, created_at from users where email like 'erased %';

delete from users where email like 'erased %';
