-- Asked at every upload: how much somebody has sent within a day. It also serves what the one it replaces did.
CREATE INDEX photos_uploaded_by_time ON photos (uploaded_by, uploaded_at, bytes);
DROP INDEX photos_uploaded_by;
