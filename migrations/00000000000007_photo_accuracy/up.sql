-- How exact the position in the photo's EXIF says it is.
ALTER TABLE photos ADD COLUMN accuracy_m DOUBLE PRECISION;
