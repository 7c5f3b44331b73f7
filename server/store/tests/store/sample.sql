-- A row or more in every table, as the foundation knew them. Never changed: later migrations are tried over it.
INSERT INTO units (id, code, name, kind, parent_id) VALUES
    ('00000000-0000-0000-0000-000000000001', 'CITY', '秦川市', 'city', NULL),
    ('00000000-0000-0000-0000-000000000002', 'CG', '城管执法局', 'department', '00000000-0000-0000-0000-000000000001');
INSERT INTO users (id, username, display_name, role, unit_id, password_hash, created_at) VALUES
    ('00000000-0000-0000-0000-000000000003', 'lin', '林', 'inspector', NULL, 'x', 1);
INSERT INTO sessions (id, user_id, created_at) VALUES
    ('00000000-0000-0000-0000-000000000004', '00000000-0000-0000-0000-000000000003', 1);
INSERT INTO refresh_tokens (token_hash, session_id, issued_at, expires_at) VALUES
    ('aa', '00000000-0000-0000-0000-000000000004', 1, 2);
INSERT INTO categories (scheme, code, name, limit_value, limit_unit) VALUES ('local', '02-01', '非法小广告', 24, 'hour');
INSERT INTO zones (id, code, version, name, kind, unit_id, street_id, district_id, geometry, valid_from) VALUES
    ('00000000-0000-0000-0000-000000000005', 'Z1', 1, '解放路', 'street', '00000000-0000-0000-0000-000000000002',
     '00000000-0000-0000-0000-000000000001', '00000000-0000-0000-0000-000000000001', '{}', 1);
INSERT INTO routing_rules (id, table_version, number, scheme, department_id) VALUES
    ('00000000-0000-0000-0000-000000000006', 1, 1, 'local', '00000000-0000-0000-0000-000000000002');
INSERT INTO documents (kind, version, name, hash, body, created_at) VALUES ('calendar', 1, '日历', 'h', '', 1);
INSERT INTO counters (name, value) VALUES ('reference', 7);
INSERT INTO photos (sha256, bytes, media_type, width, height, phash, band_a, band_b, band_c, band_d, flags, uploaded_by, uploaded_at) VALUES
    ('0101010101010101010101010101010101010101010101010101010101010101', 1, 'image/png', 1, 1, -1, 1, 2, 3, 4, '[]',
     '00000000-0000-0000-0000-000000000003', 1);
INSERT INTO cases (id, number, version, request_hash, state, scheme, category_code, mode, description, address, lon, lat, raw_lon, raw_lat,
                   crs, cell, position_source, captured_at, reporter_id, reported_at, zone_id, route, dispatched_at, return_count) VALUES
    ('00000000-0000-0000-0000-000000000007', '20261121-000001', 1, 'r', 'reported', 'local', '02-01', 'routine', '墙上', '', 105.72, 34.58,
     105.72, 34.58, 'wgs84', 448529030, 'device', 1, '00000000-0000-0000-0000-000000000003', 1,
     '00000000-0000-0000-0000-000000000005', '{}', 2, 1);
INSERT INTO events (case_id, seq, at, action, data, prev_hash, hash) VALUES
    ('00000000-0000-0000-0000-000000000007', 1, 1, 'report', '{}', '0', '1'),
    ('00000000-0000-0000-0000-000000000007', 2, 2, 'dispatch', '{"clock":{"kept":{"wrong_return":false}},"reason":"\"wrong_return\":true"}', '1', '2'),
    ('00000000-0000-0000-0000-000000000007', 3, 3, 'escalate', '{"rung":"overdue_100"}', '2', '3'),
    ('00000000-0000-0000-0000-000000000007', 4, 4, 'escalate', '{"rung":"letter_24h"}', '3', '4'),
    ('00000000-0000-0000-0000-000000000007', 5, 5, 'dispatch', '{"clock":{"kept":{"wrong_return":true}},"reason":""}', '4', '5'),
    ('00000000-0000-0000-0000-000000000007', 6, 6, 'escalate', '{"rung":"letter_24h"}', '5', '6'),
    ('00000000-0000-0000-0000-000000000007', 7, 7, 'confirm_falsified', '{"reason":"x"}', '6', '7');
INSERT INTO case_photos (case_id, sha256, role, event_seq, position, flags) VALUES
    ('00000000-0000-0000-0000-000000000007', '0101010101010101010101010101010101010101010101010101010101010101', 'before', 1, 0, '[]');
INSERT INTO jobs (id, kind, key, payload, run_at, created_at) VALUES ('00000000-0000-0000-0000-000000000008', 'sweep', '', '{}', 1, 1);
INSERT INTO rankings (id, board, period, status, version, as_of, rulebook_version, rulebook_hash, content, hash) VALUES
    ('00000000-0000-0000-0000-000000000009', 'department', '2026-W46', 'draft', 1, 1, 1, 'h', '{}', 'h');
INSERT INTO ranking_cases (ranking_id, case_id, unit_id, counted) VALUES
    ('00000000-0000-0000-0000-000000000009', '00000000-0000-0000-0000-000000000007', '00000000-0000-0000-0000-000000000002', '{}');
INSERT INTO audit (id, at, action, subject, data) VALUES ('00000000-0000-0000-0000-00000000000a', 1, 'import', 'zones', '{}');
