CREATE INDEX photos_uploaded_by ON photos (uploaded_by);
DROP INDEX photos_uploaded_by_time;
