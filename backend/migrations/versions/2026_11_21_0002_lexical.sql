-- BM25 (k1 1.2, b .75) inside plain Postgres, in two stages: few candidates from a GIN index, exact scores from forward vectors.
--
-- A segment's forward vector maps hash(lexeme) to  f * (k1 + 1) / (f + k1 * (1 - b + b * length / average))  so that  bm25 = vector . idf(query).
-- The GIN index holds one integer for each posting: hash(library, term, impact level 0..7 of that weight). A search takes (term, level) keys by falling
-- idf * impact until a budget of candidates is spent (search/lexical.py). Statistics are kept for each library alone, as what others keep must not show
-- in one's scores. They are appended as deltas by statement triggers and folded by one locked job, so that no row is hot.
--
-- Every function runs with the rights of its caller; the app's role needs DML on these tables and nothing more. Bodies in the SQL standard's form are bound
-- when they are created, the others set their search_path: index builds and restores run with an empty one.

CREATE FUNCTION lexical_term(lexeme text) RETURNS int LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN 1 + (hashtext(lexeme) & 536870911);
COMMENT ON FUNCTION lexical_term IS 'Dimension of a lexeme, 1 to 2^29';

CREATE FUNCTION lexical_level(weight float8) RETURNS int LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN width_bucket(weight, ARRAY[.6, .8, .95, 1.1, 1.25, 1.4, 1.6]::float8[]);
COMMENT ON FUNCTION lexical_level IS 'Impact level of a weight, 0 to 7; search/lexical.py knows the mean weight of each level';

CREATE FUNCTION lexical_token(library_id uuid, term int, level int) RETURNS int LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN hashint8((term::int8 << 3 | level) # uuid_hash_extended(library_id, 0));
COMMENT ON FUNCTION lexical_token IS 'Key of a posting in the GIN index; a collision only adds a candidate';

CREATE FUNCTION lexical_postings(vector sparsevec) RETURNS TABLE (term int, level int) LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
BEGIN ATOMIC
    SELECT split_part(element, ':', 1)::int, lexical_level(split_part(element, ':', 2)::float8)
    FROM unnest(string_to_array(translate(split_part(vector::text, '/', 1), '{}', ''), ',')) element;
END;

CREATE FUNCTION lexical_tokens(library_id uuid, vector sparsevec) RETURNS int[] LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE COST 20000
RETURN (SELECT array_agg(lexical_token(library_id, posting.term, posting.level)) FROM lexical_postings(vector) posting);
COMMENT ON FUNCTION lexical_tokens IS 'Dear on purpose: the planner must use the index on it, never call it row by row';

CREATE FUNCTION lexical_config(lang text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE split_part(lower(coalesce(lang, 'en')), '-', 1)
    WHEN 'ar' THEN 'arabic' WHEN 'hy' THEN 'armenian' WHEN 'eu' THEN 'basque' WHEN 'ca' THEN 'catalan' WHEN 'da' THEN 'danish'
    WHEN 'nl' THEN 'dutch' WHEN 'en' THEN 'english' WHEN 'et' THEN 'estonian' WHEN 'fi' THEN 'finnish' WHEN 'fr' THEN 'french'
    WHEN 'de' THEN 'german' WHEN 'el' THEN 'greek' WHEN 'hi' THEN 'hindi' WHEN 'hu' THEN 'hungarian' WHEN 'id' THEN 'indonesian'
    WHEN 'ga' THEN 'irish' WHEN 'it' THEN 'italian' WHEN 'lt' THEN 'lithuanian' WHEN 'ne' THEN 'nepali' WHEN 'nb' THEN 'norwegian'
    WHEN 'nn' THEN 'norwegian' WHEN 'no' THEN 'norwegian' WHEN 'pt' THEN 'portuguese' WHEN 'ro' THEN 'romanian' WHEN 'ru' THEN 'russian'
    WHEN 'sr' THEN 'serbian' WHEN 'es' THEN 'spanish' WHEN 'sv' THEN 'swedish' WHEN 'ta' THEN 'tamil' WHEN 'tr' THEN 'turkish'
    WHEN 'yi' THEN 'yiddish' ELSE 'simple' END;
COMMENT ON FUNCTION lexical_config IS 'Name of the text search configuration of a language; text without a known one is read as English';

-- PDFs are full of ligatures. normalize() takes .25 ms a passage, so it is left to text with characters that it changes: ligatures, letters and digits of
-- other width, position or style, combining marks.
CREATE FUNCTION lexical_normal(document text) RETURNS text LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN CASE WHEN document ~ (
    '[\u00AA\u00B2\u00B3\u00B9\u00BA\u00BC-\u00BE\u0132\u0133\u0300-\u036F\u1100-\u11FF\u1D2C-\u1D6A\u2070-\u209F\u2100-\u218F\u2460-\u24FF'
    '\u3099\u309A\u3300-\u33FF\uF900-\uFDFF\uFE30-\uFEFF\uFF00-\uFFEF\U0001D400-\U0001D7FF]') THEN normalize(document, NFKC) ELSE document END;

CREATE FUNCTION lexical_lexemes(config text, document text) RETURNS TABLE (lexeme text, frequency int) LANGUAGE sql STABLE PARALLEL SAFE
BEGIN ATOMIC
    SELECT entry.lexeme, cardinality(entry.positions) FROM unnest(to_tsvector(config::regconfig, lexical_normal(left(document, 100000)))) entry;
END;

-- Forward vectors of the segments of assets outside the trash; kept by triggers on segments and assets
CREATE TABLE lexical_vectors (
    segment_id uuid NOT NULL CONSTRAINT pk_lexical_vectors PRIMARY KEY,
    asset_id uuid NOT NULL,
    library_id uuid NOT NULL,
    kind varchar(16) NOT NULL,
    happened_at timestamptz NOT NULL,
    config text NOT NULL,  -- a name, since pg_upgrade refuses tables with regconfig
    length int NOT NULL,
    average_length real NOT NULL,  -- the one that is baked into the vector
    vector sparsevec NOT NULL
) WITH (toast_tuple_target = 8160, autovacuum_vacuum_insert_scale_factor = 0.02);

-- In how many segments of a library a term stands, altogether and at each impact level
CREATE TABLE lexical_statistics (
    library_id uuid NOT NULL,
    term int NOT NULL,
    segments int NOT NULL,
    levels int[] NOT NULL,
    CONSTRAINT pk_lexical_statistics PRIMARY KEY (library_id, term)
) WITH (fillfactor = 80);

-- How many segments a library has of each kind and configuration, and their length in lexemes
CREATE TABLE lexical_populations (
    library_id uuid NOT NULL,
    kind varchar(16) NOT NULL,
    config text NOT NULL,
    segments bigint NOT NULL,
    length bigint NOT NULL,
    CONSTRAINT pk_lexical_populations PRIMARY KEY (library_id, kind, config)
) WITH (fillfactor = 80);

-- The average length that vectors of a library are to carry, moved when the true one has drifted by 5 %
CREATE TABLE lexical_averages (
    library_id uuid NOT NULL CONSTRAINT pk_lexical_averages PRIMARY KEY,
    average_length real NOT NULL,
    rebaking boolean NOT NULL DEFAULT true
);

-- Changes of the statistics not yet folded; rows with term 0 are changes of the population
CREATE TABLE lexical_deltas (
    library_id uuid NOT NULL,
    term int NOT NULL,
    level smallint NOT NULL,
    segments int NOT NULL,
    kind varchar(16),
    config text,
    length bigint
);

CREATE FUNCTION lexical_compute(segment_ids uuid[]) RETURNS SETOF lexical_vectors LANGUAGE sql STABLE SET search_path = public, pg_temp AS $$
    WITH documents AS MATERIALIZED (
        SELECT s.id, s.asset_id, s.library_id, a.kind, a.happened_at, lexical_config(s.lang) AS config, concat_ws(E'\n', s.heading, s.text) AS document
        FROM segments s JOIN assets a ON a.id = s.asset_id WHERE s.id = ANY (segment_ids)
    ), frequencies AS MATERIALIZED (
        SELECT d.id, lexical_term(l.lexeme) AS term, sum(l.frequency)::int AS frequency
        FROM documents d, lexical_lexemes(d.config, d.document) l GROUP BY d.id, lexical_term(l.lexeme)
    ), lengths AS MATERIALIZED (
        SELECT d.id, d.library_id, coalesce(sum(f.frequency), 0)::int AS length
        FROM documents d LEFT JOIN frequencies f ON f.id = d.id GROUP BY d.id, d.library_id
    ), averages AS MATERIALIZED (
        -- until the first fold a library has that of the batch, drawn towards 100 where it is small
        SELECT l.library_id, coalesce(max(a.average_length), (sum(l.length) + 2000) / (count(*) + 20))::real AS average_length
        FROM lengths l LEFT JOIN lexical_averages a ON a.library_id = l.library_id GROUP BY l.library_id
    ), vectors AS (
        SELECT f.id, string_agg(f.term || ':' || (f.frequency * 2.2 / (f.frequency + 1.2 * (.25 + .75 * l.length / a.average_length)))::real, ',') AS elements
        FROM frequencies f JOIN lengths l ON l.id = f.id JOIN averages a ON a.library_id = l.library_id GROUP BY f.id
    )
    SELECT d.id, d.asset_id, d.library_id, d.kind, d.happened_at, d.config, l.length, a.average_length,
           ('{' || coalesce(v.elements, '') || '}/536870912')::sparsevec
    FROM documents d JOIN lengths l ON l.id = d.id JOIN averages a ON a.library_id = d.library_id LEFT JOIN vectors v ON v.id = d.id
$$;
COMMENT ON FUNCTION lexical_compute IS 'What lexical_vectors should hold for these segments';

-- Segments: new text, other text, gone.

CREATE FUNCTION lexical_segments_inserted() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
    INSERT INTO lexical_vectors SELECT * FROM lexical_compute(ARRAY(SELECT id FROM added));
    RETURN NULL;
END $$;

CREATE FUNCTION lexical_segments_updated() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
    changed uuid[] := ARRAY(
        SELECT n.id FROM added n JOIN removed o ON o.id = n.id
        WHERE (n.text, n.heading, n.lang, n.library_id) IS DISTINCT FROM (o.text, o.heading, o.lang, o.library_id)
    );
BEGIN
    IF cardinality(changed) > 0 THEN
        UPDATE lexical_vectors v
        SET library_id = c.library_id, config = c.config, length = c.length, average_length = c.average_length, vector = c.vector
        FROM lexical_compute(changed) c WHERE v.segment_id = c.segment_id;
    END IF;
    RETURN NULL;
END $$;

CREATE FUNCTION lexical_segments_deleted() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
    DELETE FROM lexical_vectors WHERE segment_id IN (SELECT id FROM removed);
    RETURN NULL;
END $$;

CREATE TRIGGER lexical_inserted AFTER INSERT ON segments REFERENCING NEW TABLE AS added
    FOR EACH STATEMENT EXECUTE FUNCTION lexical_segments_inserted();
CREATE TRIGGER lexical_updated AFTER UPDATE ON segments REFERENCING OLD TABLE AS removed NEW TABLE AS added
    FOR EACH STATEMENT EXECUTE FUNCTION lexical_segments_updated();
CREATE TRIGGER lexical_deleted AFTER DELETE ON segments REFERENCING OLD TABLE AS removed
    FOR EACH STATEMENT EXECUTE FUNCTION lexical_segments_deleted();

-- Assets: into the trash, out of it, another kind or date. Forward vectors leave with the trash, so that it neither takes candidates nor counts in the
-- statistics, and are made anew from the text when it is restored; embeddings stay, since a model would have to make them again, and are filtered.

CREATE FUNCTION lexical_assets_updated() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
    trashed uuid[] := ARRAY(SELECT n.id FROM added n JOIN removed o ON o.id = n.id WHERE n.deleted_at IS NOT NULL AND o.deleted_at IS NULL);
    restored uuid[] := ARRAY(SELECT n.id FROM added n JOIN removed o ON o.id = n.id WHERE n.deleted_at IS NULL AND o.deleted_at IS NOT NULL);
    described uuid[] := ARRAY(
        SELECT n.id FROM added n JOIN removed o ON o.id = n.id WHERE (n.kind, n.happened_at) IS DISTINCT FROM (o.kind, o.happened_at)
    );
    again uuid[];
BEGIN
    IF cardinality(trashed) > 0 THEN
        DELETE FROM lexical_vectors WHERE segment_id IN (SELECT id FROM segments WHERE asset_id = ANY (trashed));
    END IF;
    IF cardinality(described) > 0 THEN
        UPDATE lexical_vectors v SET kind = n.kind, happened_at = n.happened_at
        FROM added n JOIN segments s ON s.asset_id = n.id WHERE n.id = ANY (described) AND v.segment_id = s.id;
        UPDATE embeddings e SET kind = n.kind FROM added n WHERE n.id = ANY (described) AND e.asset_id = n.id AND e.kind <> n.kind;
    END IF;
    IF cardinality(restored) > 0 THEN
        -- the lock waits for a transaction that is just deleting some of them
        again := ARRAY(SELECT id FROM segments WHERE asset_id = ANY (restored) FOR KEY SHARE);
        INSERT INTO lexical_vectors SELECT * FROM lexical_compute(again) ON CONFLICT (segment_id) DO NOTHING;
    END IF;
    RETURN NULL;
END $$;

CREATE TRIGGER lexical_updated AFTER UPDATE ON assets REFERENCING OLD TABLE AS removed NEW TABLE AS added
    FOR EACH STATEMENT EXECUTE FUNCTION lexical_assets_updated();

-- Forward vectors: their share in the statistics.

CREATE FUNCTION lexical_vectors_inserted() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
    INSERT INTO lexical_deltas (library_id, term, level, segments)
    SELECT n.library_id, p.term, p.level, count(*) FROM added n, lexical_postings(n.vector) p GROUP BY 1, 2, 3;
    INSERT INTO lexical_deltas (library_id, term, level, segments, kind, config, length)
    SELECT library_id, 0, 0, count(*), kind, config, sum(length) FROM added GROUP BY library_id, kind, config;
    RETURN NULL;
END $$;

CREATE FUNCTION lexical_vectors_deleted() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
    INSERT INTO lexical_deltas (library_id, term, level, segments)
    SELECT o.library_id, p.term, p.level, -count(*) FROM removed o, lexical_postings(o.vector) p GROUP BY 1, 2, 3;
    INSERT INTO lexical_deltas (library_id, term, level, segments, kind, config, length)
    SELECT library_id, 0, 0, -count(*), kind, config, -sum(length) FROM removed GROUP BY library_id, kind, config;
    RETURN NULL;
END $$;

CREATE FUNCTION lexical_vectors_updated() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
    INSERT INTO lexical_deltas (library_id, term, level, segments)
    SELECT library_id, term, level, sum(change) FROM (
        SELECT n.library_id, p.term, p.level, 1 AS change FROM added n, lexical_postings(n.vector) p
        UNION ALL
        SELECT o.library_id, p.term, p.level, -1 FROM removed o, lexical_postings(o.vector) p
    ) postings GROUP BY 1, 2, 3 HAVING sum(change) <> 0;
    INSERT INTO lexical_deltas (library_id, term, level, segments, kind, config, length)
    SELECT library_id, 0, 0, sum(change), kind, config, sum(change * length) FROM (
        SELECT library_id, kind, config, length, 1 AS change FROM added
        UNION ALL
        SELECT library_id, kind, config, length, -1 FROM removed
    ) populations GROUP BY library_id, kind, config HAVING sum(change) <> 0 OR sum(change * length) <> 0;
    RETURN NULL;
END $$;

CREATE TRIGGER counted_inserted AFTER INSERT ON lexical_vectors REFERENCING NEW TABLE AS added
    FOR EACH STATEMENT EXECUTE FUNCTION lexical_vectors_inserted();
CREATE TRIGGER counted_deleted AFTER DELETE ON lexical_vectors REFERENCING OLD TABLE AS removed
    FOR EACH STATEMENT EXECUTE FUNCTION lexical_vectors_deleted();
CREATE TRIGGER counted_updated AFTER UPDATE ON lexical_vectors REFERENCING OLD TABLE AS removed NEW TABLE AS added
    FOR EACH STATEMENT EXECUTE FUNCTION lexical_vectors_updated();

-- One folder at a time. Part of the deltas may come before those they undo, so counts can pass below zero for a while; only rows that are zero throughout go.

CREATE FUNCTION lexical_fold(at_most int) RETURNS bigint LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
    folded bigint;
    empty_libraries uuid[];
    empty_terms int[];
BEGIN
    IF NOT pg_try_advisory_xact_lock(7430) THEN RETURN -1; END IF;
    WITH taken AS (
        DELETE FROM lexical_deltas WHERE ctid = ANY (ARRAY(SELECT ctid FROM lexical_deltas LIMIT at_most)) RETURNING *
    ), changes AS (
        SELECT library_id, term, level, sum(segments)::int AS segments FROM taken WHERE term > 0 GROUP BY 1, 2, 3 HAVING sum(segments) <> 0
    ), terms AS (
        INSERT INTO lexical_statistics AS s (library_id, term, segments, levels)
        SELECT library_id, term, sum(segments)::int,
               ARRAY(SELECT coalesce(sum(n), 0)::int FROM generate_series(0, 7) wanted(l) LEFT JOIN unnest(array_agg(level), array_agg(segments)) have(l, n) USING (l)
                     GROUP BY l ORDER BY l)
        FROM changes GROUP BY library_id, term
        ON CONFLICT (library_id, term) DO UPDATE SET
            segments = s.segments + excluded.segments,
            levels = (SELECT array_agg(mine + more ORDER BY place) FROM unnest(s.levels, excluded.levels) WITH ORDINALITY both_levels(mine, more, place))
        RETURNING s.library_id, s.term, s.segments, s.levels
    ), populations AS (
        INSERT INTO lexical_populations AS p (library_id, kind, config, segments, length)
        SELECT library_id, kind, config, sum(segments), sum(length) FROM taken WHERE term = 0 GROUP BY 1, 2, 3
        ON CONFLICT (library_id, kind, config) DO UPDATE SET segments = p.segments + excluded.segments, length = p.length + excluded.length
    ), empty AS (
        SELECT array_agg(library_id) AS libraries, array_agg(term) AS terms FROM terms WHERE segments = 0 AND levels = '{0,0,0,0,0,0,0,0}'
    )
    SELECT (SELECT count(*) FROM taken), libraries, empty.terms INTO folded, empty_libraries, empty_terms FROM empty;
    DELETE FROM lexical_statistics s USING unnest(empty_libraries, empty_terms) e(library_id, term) WHERE s.library_id = e.library_id AND s.term = e.term;
    DELETE FROM lexical_populations WHERE segments = 0 AND length = 0;
    DELETE FROM lexical_averages a WHERE NOT EXISTS (SELECT FROM lexical_populations p WHERE p.library_id = a.library_id);
    INSERT INTO lexical_averages AS a (library_id, average_length)
    SELECT library_id, greatest(sum(length) / sum(segments), 1) FROM lexical_populations GROUP BY library_id HAVING sum(segments) > 0
    ON CONFLICT (library_id) DO UPDATE SET average_length = excluded.average_length, rebaking = true
        WHERE abs(excluded.average_length / a.average_length - 1) > .05;
    RETURN folded;
END $$;
COMMENT ON FUNCTION lexical_fold IS 'Fold at most so many deltas into the statistics; how many it were, or -1 where another folder is at work';

CREATE FUNCTION lexical_rebake(at_most int) RETURNS bigint LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
    stale uuid[];
BEGIN
    IF NOT pg_try_advisory_xact_lock(7430) THEN RETURN -1; END IF;
    IF NOT EXISTS (SELECT FROM lexical_averages WHERE rebaking) THEN RETURN 0; END IF;  -- nor is any vector looked at
    stale := ARRAY(
        SELECT v.segment_id FROM lexical_averages a JOIN lexical_vectors v ON v.library_id = a.library_id
        WHERE a.rebaking AND abs(v.average_length / a.average_length - 1) > .05 LIMIT at_most
    );
    UPDATE lexical_vectors v SET length = c.length, average_length = c.average_length, vector = c.vector
    FROM lexical_compute(stale) c WHERE v.segment_id = c.segment_id;
    IF cardinality(stale) < at_most THEN
        UPDATE lexical_averages SET rebaking = false WHERE rebaking;
    END IF;
    RETURN cardinality(stale);
END $$;
COMMENT ON FUNCTION lexical_rebake IS 'Bake the average length of their library into at most so many vectors that carry another; how many it were, or -1';

INSERT INTO lexical_vectors
SELECT c.* FROM lexical_compute(ARRAY(SELECT s.id FROM segments s JOIN assets a ON a.id = s.asset_id WHERE a.deleted_at IS NULL)) c;

CREATE INDEX ix_lexical_vectors_tokens ON lexical_vectors USING gin (lexical_tokens(library_id, vector)) WITH (fastupdate = on, gin_pending_list_limit = 4096);
CREATE INDEX ix_lexical_vectors_library_id_kind_happened_at ON lexical_vectors (library_id, kind, happened_at);
CREATE INDEX ix_lexical_deltas_population ON lexical_deltas (library_id) WHERE term = 0;
CREATE INDEX ix_assets_title_trgm ON assets USING gin (lower(title) gin_trgm_ops);
