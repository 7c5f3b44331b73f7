-- Of what a command asked: anything else under the same id is refused.
ALTER TABLE events ADD COLUMN command_hash TEXT;
