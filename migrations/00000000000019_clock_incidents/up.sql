-- When a process doubted its clock, or somebody recorded by hand that one had been wrong.
CREATE TABLE clock_incidents (
    id         TEXT PRIMARY KEY NOT NULL,
    -- Which machine, since it was last started; empty when recorded by hand.
    boot       TEXT NOT NULL,
    why        TEXT NOT NULL,
    -- The time the process went by, what the wall clock showed, and how long the machine had run.
    began_at   BIGINT NOT NULL,
    wall_at    BIGINT NOT NULL,
    steady_us  BIGINT NOT NULL,
    -- By the wall clock, once it was believed again.
    ended_at   BIGINT,
    -- Null: it agreed by itself.
    ended_by   TEXT REFERENCES users (id),
    reason     TEXT NOT NULL,
    -- The latest time recorded by then: what is dated after the end is known to be wrong.
    records_to BIGINT,
    -- Recorded by hand: the times that the wrong clock wrote lie between these.
    wrote_from BIGINT,
    wrote_to   BIGINT
);
CREATE INDEX clock_incidents_open ON clock_incidents (boot) WHERE ended_at IS NULL;
CREATE INDEX clock_incidents_time ON clock_incidents (began_at, id);
CREATE INDEX clock_incidents_ended_by ON clock_incidents (ended_by);

-- Events written while the clock was in doubt, and corrections of times; the events say it themselves.
CREATE TABLE clock_marks (
    case_id  TEXT NOT NULL REFERENCES cases (id),
    seq      BIGINT NOT NULL,
    kind     TEXT NOT NULL CHECK (kind IN ('suspect', 'corrected')),
    PRIMARY KEY (case_id, seq)
);
