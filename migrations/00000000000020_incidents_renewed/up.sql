-- When the machine in doubt was last heard of: of one that is gone the doubt ends, where the database's clock decides.
ALTER TABLE clock_incidents ADD COLUMN renewed_at BIGINT;
