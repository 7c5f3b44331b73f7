DROP INDEX cases_campaign_progress;
DROP INDEX cases_reporter_captured;
DROP TABLE visit_tracks;
DROP TABLE visits;
DROP TABLE campaigns;
