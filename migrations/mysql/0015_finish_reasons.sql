-- Room for a server's own finish reason. Up to 63 characters, a column grows without being copied.
alter table messages modify column finish_reason varchar(63);
