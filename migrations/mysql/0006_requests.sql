-- What was asked with an idempotency key: the SHA-256 of it, beside the key itself. Null where nobody knows.
alter table messages add column request_digest varchar(64);
