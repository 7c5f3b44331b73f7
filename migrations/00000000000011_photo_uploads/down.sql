DELETE FROM counters WHERE name = 'photo_views_kept_after';
DROP TABLE photo_views;
DROP TABLE photo_uploads;
