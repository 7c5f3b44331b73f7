-- Whether the department of the dispatch in force was sent what its own house had reported; frozen in the dispatch event.
-- Dispatches made before there was this mark have none, and count as they did.
ALTER TABLE cases ADD COLUMN self_found BOOLEAN NOT NULL DEFAULT FALSE;
