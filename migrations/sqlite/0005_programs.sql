-- Raised by every change of what a chat shows.
alter table chats add column revision integer not null default 1;

-- What a token may do, separated by spaces, and when it stops working; null for never.
alter table api_tokens add column scopes text not null default 'chat:read chat:write';
alter table api_tokens add column expires_at integer;
