-- A one-time password was given: its owner chooses another before anything else.
ALTER TABLE users ADD COLUMN must_change_password BOOLEAN NOT NULL DEFAULT FALSE;

-- Phones and browsers on which somebody has signed in. Whoever shows the token of one is served before strangers; only
-- its hash is kept.
CREATE TABLE devices (
    token_hash  TEXT PRIMARY KEY NOT NULL,
    user_id     TEXT NOT NULL REFERENCES users (id),
    -- The latest session that began on it.
    session_id  TEXT NOT NULL REFERENCES sessions (id),
    seen_at     BIGINT NOT NULL
);
CREATE INDEX devices_user ON devices (user_id, seen_at, token_hash);
CREATE INDEX devices_session ON devices (session_id);
CREATE INDEX devices_seen ON devices (seen_at);
