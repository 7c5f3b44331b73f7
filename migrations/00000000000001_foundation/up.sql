-- The foundation. One text for SQLite and PostgreSQL:
-- ids are UUIDv7 text, instants are UTC microseconds (BIGINT, name ends in _at), enums are text with a CHECK,
-- JSON is text, conflicts are a version column. Geometry and scoring stay out of SQL.

-- Organisations, a tree. Districts and the city itself are nodes of the same tree.
CREATE TABLE units (
    id             TEXT PRIMARY KEY NOT NULL,
    code           TEXT NOT NULL UNIQUE,
    name           TEXT NOT NULL,
    kind           TEXT NOT NULL CHECK (kind IN ('city', 'district', 'department', 'street_office', 'community', 'public_institution', 'enterprise')),
    parent_id      TEXT REFERENCES units (id),
    -- Inside a board, groups are ranked apart.
    ranking_group  TEXT NOT NULL DEFAULT '',
    leader         TEXT NOT NULL DEFAULT '',
    active         BOOLEAN NOT NULL DEFAULT TRUE
);
CREATE INDEX units_parent ON units (parent_id);

CREATE TABLE users (
    id             TEXT PRIMARY KEY NOT NULL,
    username       TEXT NOT NULL UNIQUE,
    display_name   TEXT NOT NULL,
    role           TEXT NOT NULL CHECK (role IN ('inspector', 'handler', 'dispatcher', 'leader', 'admin')),
    -- The organisation this person works for, and the part of the city (a unit of the tree) this person sees; none: the whole city.
    unit_id        TEXT REFERENCES units (id),
    scope_unit_id  TEXT REFERENCES units (id),
    password_hash  TEXT NOT NULL,
    disabled_at    BIGINT,
    created_at     BIGINT NOT NULL
);
CREATE INDEX users_unit ON users (unit_id);
CREATE INDEX users_scope_unit ON users (scope_unit_id);

CREATE TABLE sessions (
    id           TEXT PRIMARY KEY NOT NULL,
    user_id      TEXT NOT NULL REFERENCES users (id),
    device_name  TEXT NOT NULL DEFAULT '',
    created_at   BIGINT NOT NULL,
    ended_at     BIGINT,
    end_reason   TEXT
);
CREATE INDEX sessions_user ON sessions (user_id, created_at, id);

-- Only hashes are kept. A used one presented again ends its session.
CREATE TABLE refresh_tokens (
    token_hash  TEXT PRIMARY KEY NOT NULL,
    session_id  TEXT NOT NULL REFERENCES sessions (id),
    issued_at   BIGINT NOT NULL,
    expires_at  BIGINT NOT NULL,
    used_at     BIGINT
);
CREATE INDEX refresh_tokens_session ON refresh_tokens (session_id);
CREATE INDEX refresh_tokens_expiry ON refresh_tokens (expires_at);

CREATE TABLE categories (
    scheme         TEXT NOT NULL,
    code           TEXT NOT NULL,
    name           TEXT NOT NULL,
    campaign_word  TEXT NOT NULL DEFAULT '',
    limit_value    BIGINT NOT NULL CHECK (limit_value > 0),
    limit_unit     TEXT NOT NULL CHECK (limit_unit IN ('hour', 'work_hour', 'work_day')),
    urgent         BOOLEAN NOT NULL DEFAULT FALSE,
    active         BOOLEAN NOT NULL DEFAULT TRUE,
    position       BIGINT NOT NULL DEFAULT 0,
    PRIMARY KEY (scheme, code)
);

-- A row is one version of a zone; geometry is a GeoJSON Polygon or MultiPolygon in WGS-84.
CREATE TABLE zones (
    id           TEXT PRIMARY KEY NOT NULL,
    code         TEXT NOT NULL,
    version      BIGINT NOT NULL,
    name         TEXT NOT NULL,
    kind         TEXT NOT NULL CHECK (kind IN ('street', 'lane', 'compound', 'road_segment', 'market', 'square', 'park', 'school_surround')),
    unit_id      TEXT NOT NULL REFERENCES units (id),
    street_id    TEXT NOT NULL REFERENCES units (id),
    district_id  TEXT NOT NULL REFERENCES units (id),
    leader       TEXT NOT NULL DEFAULT '',
    grid_keeper  TEXT NOT NULL DEFAULT '',
    geometry     TEXT NOT NULL,
    valid_from   BIGINT NOT NULL,
    valid_to     BIGINT,
    UNIQUE (code, version)
);
CREATE INDEX zones_unit ON zones (unit_id);
CREATE INDEX zones_street ON zones (street_id);
CREATE INDEX zones_district ON zones (district_id);
CREATE INDEX zones_validity ON zones (valid_to, code);

-- The whole table is replaced as one version; earlier versions stay, since dispatches name their rule.
-- An empty text or a null matches everything.
CREATE TABLE routing_rules (
    id               TEXT PRIMARY KEY NOT NULL,
    table_version    BIGINT NOT NULL,
    number           BIGINT NOT NULL,
    scheme           TEXT NOT NULL,
    category_prefix  TEXT NOT NULL DEFAULT '',
    district_id      TEXT REFERENCES units (id),
    street_id        TEXT REFERENCES units (id),
    zone_code        TEXT NOT NULL DEFAULT '',
    zone_kind        TEXT NOT NULL DEFAULT '',
    department_id    TEXT NOT NULL REFERENCES units (id),
    priority         BIGINT NOT NULL DEFAULT 0,
    UNIQUE (table_version, number)
);
CREATE INDEX routing_rules_district ON routing_rules (district_id);
CREATE INDEX routing_rules_street ON routing_rules (street_id);
CREATE INDEX routing_rules_department ON routing_rules (department_id);

-- The calendar and the rulebook, each version whole as the city wrote it (TOML).
CREATE TABLE documents (
    kind        TEXT NOT NULL CHECK (kind IN ('calendar', 'rulebook')),
    version     BIGINT NOT NULL,
    name        TEXT NOT NULL,
    hash        TEXT NOT NULL,
    body        TEXT NOT NULL,
    created_at  BIGINT NOT NULL,
    created_by  TEXT REFERENCES users (id),
    PRIMARY KEY (kind, version)
);
CREATE INDEX documents_created_by ON documents (created_by);

-- Sequences and change counters, by name: 'reference' rises with every import, 'case_number:20261121' counts a day's cases.
CREATE TABLE counters (
    name   TEXT PRIMARY KEY NOT NULL,
    value  BIGINT NOT NULL
);

CREATE TABLE photos (
    sha256          TEXT PRIMARY KEY NOT NULL,
    bytes           BIGINT NOT NULL,
    media_type      TEXT NOT NULL CHECK (media_type IN ('image/jpeg', 'image/png', 'image/webp')),
    width           BIGINT NOT NULL,
    height          BIGINT NOT NULL,
    orientation     BIGINT NOT NULL DEFAULT 1,
    -- What EXIF said: the instant, and its offset when EXIF gave one (otherwise the city's was assumed).
    taken_at        BIGINT,
    taken_offset_s  BIGINT,
    lon             DOUBLE PRECISION,
    lat             DOUBLE PRECISION,
    camera          TEXT,
    -- 64-bit perceptual hash, and its four 16-bit bands by which near-duplicates are found.
    phash           BIGINT NOT NULL,
    band_a          BIGINT NOT NULL,
    band_b          BIGINT NOT NULL,
    band_c          BIGINT NOT NULL,
    band_d          BIGINT NOT NULL,
    -- JSON array of flag codes known from the picture alone.
    flags           TEXT NOT NULL,
    uploaded_by     TEXT NOT NULL REFERENCES users (id),
    uploaded_at     BIGINT NOT NULL,
    -- When a case first used it; null: an orphan so far.
    used_at         BIGINT
);
CREATE INDEX photos_uploaded_by ON photos (uploaded_by);
CREATE INDEX photos_orphans ON photos (uploaded_at) WHERE used_at IS NULL;
CREATE INDEX photos_band_a ON photos (band_a, uploaded_at);
CREATE INDEX photos_band_b ON photos (band_b, uploaded_at);
CREATE INDEX photos_band_c ON photos (band_c, uploaded_at);
CREATE INDEX photos_band_d ON photos (band_d, uploaded_at);

-- What lists, maps and boards read: the fold of a case's events, rewritten with every event in the same transaction.
CREATE TABLE cases (
    id                    TEXT PRIMARY KEY NOT NULL,
    number                TEXT NOT NULL UNIQUE,
    version               BIGINT NOT NULL,
    -- SHA-256 of the report as it was sent, to tell a repeated report from another one under the same id.
    request_hash          TEXT NOT NULL,
    state                 TEXT NOT NULL CHECK (state IN ('reported', 'dispatched', 'accepted', 'handled', 'closed', 'suspended', 'voided')),
    scheme                TEXT NOT NULL,
    category_code         TEXT NOT NULL,
    campaign_id           TEXT,
    mode                  TEXT NOT NULL CHECK (mode IN ('routine', 'random', 'covert', 'joint', 'leader', 'mock', 'citizen')),
    description           TEXT NOT NULL,
    address               TEXT NOT NULL,
    lon                   DOUBLE PRECISION NOT NULL,
    lat                   DOUBLE PRECISION NOT NULL,
    raw_lon               DOUBLE PRECISION NOT NULL,
    raw_lat               DOUBLE PRECISION NOT NULL,
    crs                   TEXT NOT NULL CHECK (crs IN ('wgs84', 'gcj02', 'bd09')),
    accuracy_m            DOUBLE PRECISION,
    -- The square of the map grid (a hundredth of a degree) the place lies in, so that the cases of a map box come out in order of time.
    cell                  BIGINT NOT NULL,
    position_source       TEXT NOT NULL CHECK (position_source IN ('device', 'exif', 'manual')),
    captured_at           BIGINT NOT NULL,
    reporter_id           TEXT NOT NULL REFERENCES users (id),
    reported_at           BIGINT NOT NULL,
    zone_id               TEXT REFERENCES zones (id),
    zone_unit_id          TEXT REFERENCES units (id),
    street_id             TEXT REFERENCES units (id),
    district_id           TEXT REFERENCES units (id),
    -- Why here: JSON, the routing explanation as it was given.
    route                 TEXT NOT NULL,
    -- The dispatch in force (null before the first); it stays in force through a return until another department gets the case.
    department_id         TEXT REFERENCES units (id),
    limit_value           BIGINT,
    limit_unit            TEXT CHECK (limit_unit IN ('hour', 'work_hour', 'work_day')),
    calendar_provisional  BOOLEAN NOT NULL DEFAULT FALSE,
    dispatched_at         BIGINT,
    deadline_at           BIGINT,
    -- The deadline without rework: decides the period a case is counted in. Null while suspended, voided or never dispatched.
    due_at                BIGINT,
    -- When the light turns yellow; set while dispatched, accepted or handled (there the light stays as it was at handled_at), else null.
    yellow_at             BIGINT,
    -- When the next escalation rung falls due; null when none is left or the clock does not run.
    next_rung_at          BIGINT,
    -- The last handling, and whether it was in time; both null again when verification fails.
    handled_at            BIGINT,
    handled_by            TEXT REFERENCES users (id),
    on_time               BOOLEAN,
    closed_at             BIGINT,
    -- Indicators under the dispatch in force, as the boards count them.
    handled_once          BOOLEAN NOT NULL DEFAULT FALSE,
    reworks_in_dispatch   BIGINT NOT NULL DEFAULT 0,
    speed_millionths      BIGINT NOT NULL DEFAULT 1000000,
    letters               BIGINT NOT NULL DEFAULT 0,
    wrong_returns         BIGINT NOT NULL DEFAULT 0,
    falsified             BIGINT NOT NULL DEFAULT 0,
    recurrence_of         TEXT REFERENCES cases (id),
    -- Counts over the whole life of the case.
    rework_count          BIGINT NOT NULL DEFAULT 0,
    return_count          BIGINT NOT NULL DEFAULT 0,
    extension_count       BIGINT NOT NULL DEFAULT 0,
    -- With state and department these decide what a reader may do next, without folding events:
    -- an extension waits for its answer; everybody who ever handled it (ids, separated by spaces).
    extension_asked       BOOLEAN NOT NULL DEFAULT FALSE,
    handlers              TEXT NOT NULL DEFAULT '',
    duplicate_of          TEXT REFERENCES cases (id),
    FOREIGN KEY (scheme, category_code) REFERENCES categories (scheme, code)
);
-- Lists walk one of these in order and never sort: what narrows them, then the time, then the id that settles ties.
-- By deadline, and for counting, the state comes before the time. Trailing columns are read from the index instead of the row.
CREATE INDEX cases_state_reported ON cases (state, reported_at, id);
CREATE INDEX cases_state_deadline ON cases (state, deadline_at, id);
CREATE INDEX cases_department_reported ON cases (department_id, reported_at, id, state);
CREATE INDEX cases_department_deadline ON cases (department_id, state, deadline_at, id);
CREATE INDEX cases_zone_unit_reported ON cases (zone_unit_id, reported_at, id, state);
CREATE INDEX cases_zone_unit_deadline ON cases (zone_unit_id, state, deadline_at, id, department_id);
CREATE INDEX cases_street_reported ON cases (street_id, reported_at, id, state);
CREATE INDEX cases_street_deadline ON cases (street_id, state, deadline_at, id);
CREATE INDEX cases_district_reported ON cases (district_id, reported_at, id, state);
CREATE INDEX cases_district_deadline ON cases (district_id, state, deadline_at, id);
CREATE INDEX cases_zone_reported ON cases (zone_id, reported_at, id, state);
CREATE INDEX cases_zone_deadline ON cases (zone_id, state, deadline_at, id);
CREATE INDEX cases_reporter_reported ON cases (reporter_id, reported_at, id, state);
CREATE INDEX cases_reporter_deadline ON cases (reporter_id, state, deadline_at, id, street_id, district_id);
CREATE INDEX cases_category_reported ON cases (scheme, category_code, reported_at, id, state);
CREATE INDEX cases_campaign_reported ON cases (campaign_id, reported_at, id, state) WHERE campaign_id IS NOT NULL;
CREATE INDEX cases_cell_reported ON cases (cell, reported_at, id, state, lat, lon);
-- What lies near a place, of one category.
CREATE INDEX cases_category_place ON cases (scheme, category_code, lat, lon);
CREATE INDEX cases_handled_by ON cases (handled_by);
CREATE INDEX cases_due ON cases (due_at);
CREATE INDEX cases_next_rung ON cases (next_rung_at) WHERE next_rung_at IS NOT NULL;
CREATE INDEX cases_recurrence_of ON cases (recurrence_of) WHERE recurrence_of IS NOT NULL;
CREATE INDEX cases_duplicate_of ON cases (duplicate_of) WHERE duplicate_of IS NOT NULL;

-- The truth. Append only; each row's hash covers the one before it.
CREATE TABLE events (
    case_id     TEXT NOT NULL REFERENCES cases (id),
    seq         BIGINT NOT NULL,
    at          BIGINT NOT NULL,
    -- Null: the system itself (router, escalation).
    actor_id    TEXT REFERENCES users (id),
    action      TEXT NOT NULL,
    -- Canonical JSON: keys sorted, no spaces.
    data        TEXT NOT NULL,
    prev_hash   TEXT NOT NULL,
    hash        TEXT NOT NULL,
    -- Copied from data by events that set the due time, so that the cases of a period can be found again.
    due_at      BIGINT,
    -- The id a client gave its command, so that a repeated command is answered and not done twice.
    command_id  TEXT,
    PRIMARY KEY (case_id, seq)
);
CREATE INDEX events_actor ON events (actor_id);
CREATE INDEX events_due ON events (due_at) WHERE due_at IS NOT NULL;
CREATE UNIQUE INDEX events_command ON events (command_id) WHERE command_id IS NOT NULL;

CREATE TABLE case_photos (
    case_id    TEXT NOT NULL REFERENCES cases (id),
    sha256     TEXT NOT NULL REFERENCES photos (sha256),
    role       TEXT NOT NULL CHECK (role IN ('before', 'after', 'verify')),
    event_seq  BIGINT NOT NULL,
    position   BIGINT NOT NULL,
    -- JSON array of flag codes that depend on the case.
    flags      TEXT NOT NULL,
    PRIMARY KEY (case_id, event_seq, position)
);
CREATE INDEX case_photos_photo ON case_photos (sha256);
-- An after-photo proves one handling and no other.
CREATE UNIQUE INDEX case_photos_after ON case_photos (sha256) WHERE role = 'after';

CREATE TABLE jobs (
    id            TEXT PRIMARY KEY NOT NULL,
    kind          TEXT NOT NULL,
    -- At most one waiting job of a kind and key.
    key           TEXT NOT NULL,
    payload       TEXT NOT NULL,
    run_at        BIGINT NOT NULL,
    attempts      BIGINT NOT NULL DEFAULT 0,
    -- Leased to a runner until then; null when nobody works on it.
    leased_until  BIGINT,
    last_error    TEXT,
    created_at    BIGINT NOT NULL,
    finished_at   BIGINT,
    failed_at     BIGINT
);
CREATE INDEX jobs_waiting ON jobs (run_at) WHERE finished_at IS NULL AND failed_at IS NULL;
CREATE INDEX jobs_failed ON jobs (failed_at) WHERE failed_at IS NOT NULL;
CREATE INDEX jobs_finished ON jobs (finished_at) WHERE finished_at IS NOT NULL;
-- One that is being worked on does not count: it may have looked before the change that asks for another.
CREATE UNIQUE INDEX jobs_key ON jobs (kind, key) WHERE finished_at IS NULL AND failed_at IS NULL AND leased_until IS NULL;

CREATE TABLE rankings (
    id                  TEXT PRIMARY KEY NOT NULL,
    board               TEXT NOT NULL CHECK (board IN ('department', 'zone_unit', 'street')),
    period              TEXT NOT NULL,
    status              TEXT NOT NULL CHECK (status IN ('draft', 'review', 'published', 'corrected', 'withdrawn')),
    version             BIGINT NOT NULL,
    as_of               BIGINT NOT NULL,
    rulebook_version    BIGINT NOT NULL,
    rulebook_hash       TEXT NOT NULL,
    -- What was computed, as canonical JSON, and the SHA-256 over all of it.
    content             TEXT NOT NULL,
    hash                TEXT NOT NULL,
    -- A correction names the issue it replaces, and why.
    corrects_id         TEXT REFERENCES rankings (id),
    correction_reason   TEXT NOT NULL DEFAULT '',
    created_by          TEXT REFERENCES users (id),
    review_at           BIGINT,
    published_at        BIGINT,
    published_by        TEXT REFERENCES users (id)
);
CREATE INDEX rankings_board ON rankings (board, period, status);
CREATE INDEX rankings_published ON rankings (published_at, id) WHERE published_at IS NOT NULL;
CREATE INDEX rankings_corrects ON rankings (corrects_id);
CREATE INDEX rankings_created_by ON rankings (created_by);
CREATE INDEX rankings_published_by ON rankings (published_by);
-- One issue in force for a board and period; a correction takes its place in the same transaction.
CREATE UNIQUE INDEX rankings_in_force ON rankings (board, period) WHERE status = 'published';

-- Every counted case with what was counted, frozen with its ranking.
CREATE TABLE ranking_cases (
    ranking_id  TEXT NOT NULL REFERENCES rankings (id),
    case_id     TEXT NOT NULL REFERENCES cases (id),
    unit_id     TEXT NOT NULL REFERENCES units (id),
    -- Canonical JSON.
    counted     TEXT NOT NULL,
    PRIMARY KEY (ranking_id, case_id)
);
CREATE INDEX ranking_cases_unit ON ranking_cases (ranking_id, unit_id, case_id);
CREATE INDEX ranking_cases_case ON ranking_cases (case_id);
CREATE INDEX ranking_cases_unit_id ON ranking_cases (unit_id);

-- Who changed what outside cases: imports, users, rulebooks, publications.
CREATE TABLE audit (
    id        TEXT PRIMARY KEY NOT NULL,
    at        BIGINT NOT NULL,
    actor_id  TEXT REFERENCES users (id),
    action    TEXT NOT NULL,
    subject   TEXT NOT NULL,
    data      TEXT NOT NULL
);
CREATE INDEX audit_at ON audit (at, id);
CREATE INDEX audit_actor ON audit (actor_id);
