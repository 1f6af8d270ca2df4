-- Until when the model's server asked to wait, for an answer that failed because it was too busy.
alter table messages add column retry_at integer;
