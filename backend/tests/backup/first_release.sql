-- A small instance as the first release left it (tables of revision 0002): at least a row in every table, and what its triggers wrote.
INSERT INTO users (id, email, name, password_hash, is_owner, claimed_at) VALUES
    ('00000000-0000-7000-8000-000000000001', 'one@example.org', 'One', '$argon2id$of-a-test', true, '2026-01-02 03:04:05Z'),
    ('00000000-0000-7000-8000-000000000002', 'two@example.org', 'Two', '$argon2id$of-a-test', false, '2026-01-03 03:04:05Z');
INSERT INTO libraries (id, name) VALUES
    ('00000000-0000-7000-8000-000000000011', 'Mine'), ('00000000-0000-7000-8000-000000000012', 'Yours');
INSERT INTO memberships (user_id, library_id, role, is_personal) VALUES
    ('00000000-0000-7000-8000-000000000001', '00000000-0000-7000-8000-000000000011', 'owner', true),
    ('00000000-0000-7000-8000-000000000002', '00000000-0000-7000-8000-000000000012', 'owner', true),
    ('00000000-0000-7000-8000-000000000002', '00000000-0000-7000-8000-000000000011', 'viewer', false);
INSERT INTO sessions (user_id, token_hash, csrf_token, expires_at) VALUES ('00000000-0000-7000-8000-000000000001', '\x01', 'of-a-test', '2027-01-01Z');
INSERT INTO api_keys (user_id, name, prefix, key_hash) VALUES ('00000000-0000-7000-8000-000000000001', 'laptop', 'bb_of', '\x02');
INSERT INTO invitations (user_id, token_hash, expires_at, used_at) VALUES ('00000000-0000-7000-8000-000000000002', '\x03', '2027-01-01Z', '2026-01-03Z');
INSERT INTO sign_in_attempts (subject) VALUES ('two@example.org');
INSERT INTO audit_log (user_id, action) VALUES ('00000000-0000-7000-8000-000000000001', 'signed_in');

INSERT INTO assets (id, library_id, uploaded_by, name, path, kind, mime_type, size, sha256, status, document_date, date_source, page_count, title, summary,
                    keywords, lang, details, captured_local, captured_offset, thumbhash, deleted_at) VALUES
    ('00000000-0000-7000-8000-000000000021', '00000000-0000-7000-8000-000000000011', '00000000-0000-7000-8000-000000000001', 'Lease ü.pdf', 'home/Lease ü.pdf',
     'document', 'application/pdf', 12, '\x21', 'ready', '2025-05-06Z', 'metadata', 3, 'Lease', 'A lease of the yard.', '{lease,yard}', 'en', '{"author": "One"}',
     NULL, NULL, NULL, NULL),
    ('00000000-0000-7000-8000-000000000022', '00000000-0000-7000-8000-000000000012', '00000000-0000-7000-8000-000000000002', 'gate.jpg', NULL,
     'image', 'image/jpeg', 34, '\x22', 'partial', NULL, NULL, NULL, NULL, NULL, '{}', NULL, '{"gps": {"lat": 1.5, "lon": -2.5}}',
     '2024-03-02 10:11:12', 60, '\x0102', NULL),
    ('00000000-0000-7000-8000-000000000023', '00000000-0000-7000-8000-000000000011', NULL, 'gone.txt', NULL,
     'document', 'text/plain', 5, '\x23', 'failed', NULL, NULL, NULL, NULL, NULL, '{}', NULL, '{}', NULL, NULL, NULL, '2026-02-01Z');
INSERT INTO objects (key, asset_id, library_id, role, mime_type, size, sha256, state)
SELECT library_id || '/' || id || '/original', id, library_id, 'original', mime_type, size, sha256, 'stored' FROM assets;
INSERT INTO jobs (subject_id, library_id, stage, part, queue, status, attempts, error_code, not_before) VALUES
    ('00000000-0000-7000-8000-000000000021', '00000000-0000-7000-8000-000000000011', 'extract', 0, 'fast', 'done', 0, NULL, NULL),
    ('00000000-0000-7000-8000-000000000021', '00000000-0000-7000-8000-000000000011', 'embed', 1, 'ai', 'queued', 0, NULL, NULL),
    ('00000000-0000-7000-8000-000000000022', '00000000-0000-7000-8000-000000000012', 'ocr', 0, 'heavy', 'waiting', 1, 'timed_out', '2026-02-01Z'),
    ('00000000-0000-7000-8000-000000000023', '00000000-0000-7000-8000-000000000011', 'inspect', 0, 'fast', 'failed', 3, 'corrupt', NULL);
INSERT INTO segments (id, asset_id, library_id, source, ordinal, batch, run_id, fingerprint, text, heading, lang, page, boxes) VALUES
    ('00000000-0000-7000-8000-000000000031', '00000000-0000-7000-8000-000000000021', '00000000-0000-7000-8000-000000000011', 'text', 0, 0,
     '00000000-0000-7000-8000-000000000041', '\x31', 'The yard gate closes at nine.', 'Opening hours', 'en', 2, '[[0.1, 0.2, 0.3, 0.4]]'),
    ('00000000-0000-7000-8000-000000000032', '00000000-0000-7000-8000-000000000022', '00000000-0000-7000-8000-000000000012', 'ocr', 0, 0,
     '00000000-0000-7000-8000-000000000042', '\x32', 'Tor geschlossen', NULL, 'de', 1, NULL);

INSERT INTO embedding_spaces (id, name, capability, provider, model, dimensions, languages, status, activated_at) VALUES
    (1, 'bge-small-en-v1.5', 'text', 'local', 'bge-small-en-v1.5', 384, '{en}', 'active', '2026-01-02Z');
SELECT setval(pg_get_serial_sequence('embedding_spaces', 'id'), 1);
CREATE TABLE embeddings_1 (LIKE embeddings INCLUDING DEFAULTS INCLUDING CONSTRAINTS);
CREATE INDEX ix_embeddings_1_hnsw ON embeddings_1 USING hnsw ((vector::halfvec(384)) halfvec_ip_ops);
ALTER TABLE embeddings ATTACH PARTITION embeddings_1 FOR VALUES IN (1);
INSERT INTO embeddings (space_id, segment_id, asset_id, library_id, kind, vector)
SELECT 1, segments.id, asset_id, segments.library_id, kind, array_fill(0.051::real, '{384}')::halfvec FROM segments JOIN assets ON assets.id = asset_id;
INSERT INTO searches (user_id, query, "window", total, took_ms) VALUES
    ('00000000-0000-7000-8000-000000000001', 'when does the gate close', '["00000000-0000-7000-8000-000000000031"]', 1, 12);
-- Statistics of what is there so far, and one change that is not in them yet.
SELECT lexical_fold(1000);
UPDATE segments SET text = 'The yard gate closes at ten.' WHERE ordinal = 0 AND source = 'text';
