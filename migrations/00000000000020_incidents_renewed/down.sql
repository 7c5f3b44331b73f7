ALTER TABLE clock_incidents DROP COLUMN renewed_at;
