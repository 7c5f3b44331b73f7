DROP INDEX events_talk;
DROP INDEX events_changes;
