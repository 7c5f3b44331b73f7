-- The token whose exchange brought this one: a phone that lost the answer asks with it once more.
ALTER TABLE refresh_tokens ADD COLUMN previous_hash TEXT;
-- The Idempotency-Key it was asked with: only the same request may be made again. NULL: it may not.
ALTER TABLE refresh_tokens ADD COLUMN exchange_key_hash TEXT;
-- However often an exchange is repeated, one token of a session is good.
CREATE UNIQUE INDEX refresh_tokens_live ON refresh_tokens (session_id) WHERE used_at IS NULL;
