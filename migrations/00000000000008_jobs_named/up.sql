-- Asked at every new photo: whether its files are about to be removed.
CREATE INDEX jobs_named ON jobs (kind, key) WHERE finished_at IS NULL AND failed_at IS NULL;
