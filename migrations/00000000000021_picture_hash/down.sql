DROP INDEX photos_picture;
ALTER TABLE photos DROP COLUMN picture_hash;
