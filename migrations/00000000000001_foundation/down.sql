-- History is never rewritten: there is no way back from the foundation but an empty database.
SELECT 1;
