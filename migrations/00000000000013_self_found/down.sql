ALTER TABLE cases DROP COLUMN self_found;
