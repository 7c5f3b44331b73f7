-- Counts over the whole life of the case, beside those under the dispatch in force: a zone unit and a street office answer
-- for a case whichever department has it.
ALTER TABLE cases ADD COLUMN letter_count BIGINT NOT NULL DEFAULT 0;
ALTER TABLE cases ADD COLUMN wrong_return_count BIGINT NOT NULL DEFAULT 0;
ALTER TABLE cases ADD COLUMN falsified_count BIGINT NOT NULL DEFAULT 0;

-- What has happened so far, as the events tell it. A quotation mark inside a reason is escaped, so that no reason looks like a field.
UPDATE cases SET letter_count = (SELECT COUNT(*) FROM events
    WHERE events.case_id = cases.id AND action = 'escalate' AND data = '{"rung":"letter_24h"}') WHERE dispatched_at IS NOT NULL;
UPDATE cases SET wrong_return_count = (SELECT COUNT(*) FROM events
    WHERE events.case_id = cases.id AND action = 'dispatch' AND data LIKE '%"wrong_return":true%') WHERE return_count > 0;
UPDATE cases SET falsified_count = (SELECT COUNT(*) FROM events
    WHERE events.case_id = cases.id AND action = 'confirm_falsified') WHERE dispatched_at IS NOT NULL;
