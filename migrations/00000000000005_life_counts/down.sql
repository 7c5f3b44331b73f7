ALTER TABLE cases DROP COLUMN falsified_count;
ALTER TABLE cases DROP COLUMN wrong_return_count;
ALTER TABLE cases DROP COLUMN letter_count;
