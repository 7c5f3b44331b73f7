-- The SHA-256 of what is seen on a photo, whatever else is in the file. Nothing for photos that came before: their bytes count.
ALTER TABLE photos ADD COLUMN picture_hash TEXT;
CREATE INDEX photos_picture ON photos (picture_hash, uploaded_at, sha256);
