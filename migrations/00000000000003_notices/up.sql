-- What happened to cases that concern somebody who was not there, written with the event itself.
CREATE TABLE notices (
    id        TEXT PRIMARY KEY NOT NULL,
    at        BIGINT NOT NULL,
    kind      TEXT NOT NULL,
    case_id   TEXT NOT NULL REFERENCES cases (id),
    -- To everybody who handles cases for a department, or to one person.
    unit_id   TEXT REFERENCES units (id),
    user_id   TEXT REFERENCES users (id),
    -- Whose doing it was: not told to that person. Null: the clock's.
    actor_id  TEXT REFERENCES users (id),
    -- The reason or text given.
    said      TEXT NOT NULL,
    CHECK ((unit_id IS NULL) <> (user_id IS NULL))
);
CREATE INDEX notices_unit ON notices (unit_id, at, id) WHERE unit_id IS NOT NULL;
CREATE INDEX notices_user ON notices (user_id, at, id) WHERE user_id IS NOT NULL;
CREATE INDEX notices_case ON notices (case_id);
CREATE INDEX notices_actor ON notices (actor_id);
-- By it their time is over.
CREATE INDEX notices_time ON notices (at);

-- Up to when somebody has read them.
CREATE TABLE notice_marks (
    user_id  TEXT PRIMARY KEY NOT NULL REFERENCES users (id),
    read_to  BIGINT NOT NULL
);
