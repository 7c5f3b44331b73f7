-- Patrol: campaigns, visits, and the ways that were walked.

CREATE TABLE campaigns (
    id            TEXT PRIMARY KEY NOT NULL,
    version       BIGINT NOT NULL,
    name          TEXT NOT NULL,
    -- JSON arrays: categories as {scheme, code}; zones by code, which outlives a zone's versions; districts by unit id.
    -- Neither zones nor districts: the whole city.
    categories    TEXT NOT NULL,
    zones         TEXT NOT NULL,
    districts     TEXT NOT NULL,
    starts_at     BIGINT NOT NULL,
    ends_at       BIGINT NOT NULL,
    -- SHA-256 of what was asked for last, to tell a repeated request from another one under the same id.
    request_hash  TEXT NOT NULL,
    created_by    TEXT NOT NULL REFERENCES users (id),
    CHECK (starts_at < ends_at)
);
CREATE INDEX campaigns_created_by ON campaigns (created_by);
CREATE INDEX campaigns_start ON campaigns (starts_at, id);

-- Somebody was in a zone. The place among units is copied from the zone as it was, as on a case.
CREATE TABLE visits (
    id            TEXT PRIMARY KEY NOT NULL,
    -- SHA-256 of the visit as it was sent last.
    request_hash  TEXT NOT NULL,
    inspector_id  TEXT NOT NULL REFERENCES users (id),
    zone_id       TEXT NOT NULL REFERENCES zones (id),
    zone_code     TEXT NOT NULL,
    street_id     TEXT NOT NULL REFERENCES units (id),
    district_id   TEXT NOT NULL REFERENCES units (id),
    mode          TEXT NOT NULL CHECK (mode IN ('routine', 'random', 'covert', 'joint', 'leader', 'mock', 'citizen')),
    campaign_id   TEXT REFERENCES campaigns (id),
    started_at    BIGINT NOT NULL,
    -- Null: under way.
    ended_at      BIGINT,
    -- How many points its track has; 0 again when the track is removed.
    track_points  BIGINT NOT NULL DEFAULT 0,
    CHECK (ended_at >= started_at)
);
CREATE INDEX visits_start ON visits (started_at, id);
CREATE INDEX visits_inspector ON visits (inspector_id, started_at, id);
CREATE INDEX visits_zone ON visits (zone_id);
CREATE INDEX visits_zone_code ON visits (zone_code, started_at, id);
CREATE INDEX visits_street ON visits (street_id, started_at, id);
CREATE INDEX visits_district ON visits (district_id, started_at, id);
CREATE INDEX visits_campaign ON visits (campaign_id, zone_code, started_at) WHERE campaign_id IS NOT NULL;

-- Personal data, kept for a limited time and apart from the visits, which stay.
CREATE TABLE visit_tracks (
    visit_id    TEXT PRIMARY KEY NOT NULL REFERENCES visits (id),
    -- The visit's own, copied: by it the time is over.
    started_at  BIGINT NOT NULL,
    crs         TEXT NOT NULL CHECK (crs IN ('wgs84', 'gcj02', 'bd09')),
    -- JSON: [[lon, lat, milliseconds since 1970], …] as they were sent.
    points      TEXT NOT NULL
);
CREATE INDEX visit_tracks_start ON visit_tracks (started_at);

-- What somebody reported while visiting, and how far a campaign has come.
CREATE INDEX cases_reporter_captured ON cases (reporter_id, captured_at, zone_id);
CREATE INDEX cases_campaign_progress ON cases (campaign_id, scheme, category_code, state, zone_id, deadline_at)
    WHERE campaign_id IS NOT NULL;
