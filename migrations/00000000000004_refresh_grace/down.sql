DROP INDEX refresh_tokens_live;
ALTER TABLE refresh_tokens DROP COLUMN exchange_key_hash;
ALTER TABLE refresh_tokens DROP COLUMN previous_hash;
