ALTER TABLE events DROP COLUMN command_hash;
