-- What an action reads of a case: comments and reminders change nothing, and there can be thousands of them.
CREATE INDEX events_changes ON events (case_id, seq) WHERE action NOT IN ('comment', 'remind');
-- How many of those somebody wrote lately.
CREATE INDEX events_talk ON events (actor_id, at, case_id) WHERE action IN ('comment', 'remind');
