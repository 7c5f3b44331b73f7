ALTER TABLE photos DROP COLUMN accuracy_m;
