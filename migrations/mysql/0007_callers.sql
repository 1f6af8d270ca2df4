-- How many calls wait for the answers of a turn, on the first of them: when the last has gone, they are stopped.
alter table messages add column callers int not null default 1;
