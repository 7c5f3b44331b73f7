DROP INDEX jobs_named;
