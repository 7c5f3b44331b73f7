-- Who has sent the bytes of a photo. Its hash alone opens nothing: it stands in every event it is evidence in.
CREATE TABLE photo_uploads (
    sha256       TEXT NOT NULL REFERENCES photos (sha256),
    user_id      TEXT NOT NULL REFERENCES users (id),
    uploaded_at  BIGINT NOT NULL,
    PRIMARY KEY (sha256, user_id)
);
CREATE INDEX photo_uploads_user ON photo_uploads (user_id);
INSERT INTO photo_uploads (sha256, user_id, uploaded_at) SELECT sha256, uploaded_by, uploaded_at FROM photos;

-- Who of those that verify has opened a photo, and when first.
CREATE TABLE photo_views (
    sha256   TEXT NOT NULL REFERENCES photos (sha256),
    user_id  TEXT NOT NULL REFERENCES users (id),
    seen_at  BIGINT NOT NULL,
    PRIMARY KEY (sha256, user_id)
);
CREATE INDEX photo_views_user ON photo_views (user_id);
-- Of photos from before nobody knows who opened them: phones keep what they have fetched.
INSERT INTO counters (name, value) SELECT 'photo_views_kept_after', COALESCE(MAX(uploaded_at), 0) FROM photos;

-- On which other cases a photo is evidence, in their order.
DROP INDEX case_photos_photo;
CREATE INDEX case_photos_photo ON case_photos (sha256, case_id);
