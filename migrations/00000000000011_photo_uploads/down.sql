DROP INDEX case_photos_photo;
CREATE INDEX case_photos_photo ON case_photos (sha256);
DELETE FROM counters WHERE name = 'photo_views_kept_after';
DROP TABLE photo_views;
DROP TABLE photo_uploads;
