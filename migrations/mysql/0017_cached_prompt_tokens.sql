-- Tokens of an answer's prompt that the model's server had cached, if it said so.
alter table messages add column cached_prompt_tokens bigint;
