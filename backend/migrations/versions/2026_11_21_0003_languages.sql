-- Lexemes for every language. A text search configuration stems words that stand between spaces; three kinds of words need more:
--
-- * Scripts without spaces (Chinese, Japanese, Thai, Lao, Khmer, Burmese, Tibetan) and Korean, whose words carry endings without end: overlapping n-grams of
--   characters, two for ideographs, kana and Hangul, three for alphabets, and for words shorter than that one less. They are the same in every configuration,
--   so a Chinese sentence in an English document is found as well. A query looks for the longest n-grams its word has, a document holds both lengths.
-- * Words with accents are there a second time without them: whoever types `resume` finds `résumé`, and who types the accent finds it just so.
-- * Names of files, hosts and addresses, one token to the parser, are there a second time in parts.
--
-- What is there a second time adds nothing to the length of a document; an n-gram adds what a word of its script would.

CREATE FUNCTION lexical_script(size int) RETURNS text LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN CASE size
    WHEN 2 THEN '[\u2E80-\u2FDF\u3005-\u3007\u3031-\u3035\u3041-\u3096\u309D-\u309F\u30A1-\u30FA\u30FC-\u30FF\u3105-\u312F\u31A0-\u31FF\u3400-\u4DBF\u4E00-\u9FFF\uA000-\uA4CF\uAC00-\uD7A3\uF900-\uFAFF\U00020000-\U0003FFFF]'
    WHEN 3 THEN '[\u0E00-\u0FFF\u1000-\u109F\u1780-\u17FF]'
    ELSE '[\u0E00-\u0FFF\u1000-\u109F\u1780-\u17FF\u2E80-\u2FDF\u3005-\u3007\u3031-\u3035\u3041-\u3096\u309D-\u309F\u30A1-\u30FA\u30FC-\u30FF\u3105-\u312F\u31A0-\u31FF\u3400-\u4DBF\u4E00-\u9FFF\uA000-\uA4CF\uAC00-\uD7A3\uF900-\uFAFF\U00020000-\U0003FFFF]'
END;
COMMENT ON FUNCTION lexical_script IS 'The characters that are indexed by n-grams of this size; 0 for all of them';

CREATE FUNCTION lexical_grams(document text, size int) RETURNS TABLE (gram text, characters int) LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE ROWS 300 AS $$
    SELECT substr(run[1], place, step), step
    FROM regexp_matches(document, '(' || public.lexical_script(size) || '{1,200})', 'g') run, generate_series(size - 1, size) step,
         generate_series(1, length(run[1]) - step + 1) place
$$;
COMMENT ON FUNCTION lexical_grams IS 'Overlapping n-grams of `size` and of one character less';

CREATE FUNCTION lexical_unaccented(document text) RETURNS text LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN replace(replace(replace(translate(regexp_replace(normalize(document, NFD), '[\u0300-\u036F]', '', 'g'),
    'øØłŁđĐıħĦŧŦ', 'oOlLdDihHtT'), 'ß', 'ss'), 'æ', 'ae'), 'œ', 'oe');

CREATE FUNCTION lexical_analysis(config text, document text) RETURNS TABLE (lexeme text, frequency int, length real, gram int) LANGUAGE sql STABLE PARALLEL SAFE
BEGIN ATOMIC
    WITH given AS MATERIALIZED (
        SELECT body, body ~ lexical_script(0) AS has_grams FROM (SELECT lexical_normal(left(document, 100000)) AS body) cleaned
    ), plain AS MATERIALIZED (
        SELECT CASE WHEN has_grams THEN regexp_replace(body, lexical_script(0), ' ', 'g') ELSE body END AS body FROM given
    ), found AS (
        SELECT e.lexeme, cardinality(e.positions) AS frequency, cardinality(e.positions)::real AS length, 0 AS gram
        FROM plain, unnest(to_tsvector(config::regconfig, body)) e
        UNION ALL
        SELECT e.lexeme, cardinality(e.positions), 0, 0
        FROM plain, LATERAL (
            SELECT string_agg(word, ' ') AS words FROM string_to_table(translate(body, E'\n\t', '  '), ' ') word WHERE word ~ '[\u00C0-\u024F\u0370-\u04FF\u1E00-\u1FFF]'
        ) accented, unnest(to_tsvector(config::regconfig, lexical_unaccented(words))) e
        WHERE body ~ '[\u00C0-\u024F\u0370-\u04FF\u1E00-\u1FFF]'
        UNION ALL
        SELECT e.lexeme, cardinality(e.positions), 0, 0
        FROM plain, LATERAL (
            SELECT string_agg(translate(name[1], './@', '   '), ' ') AS words
            FROM regexp_matches(body, '([[:alnum:]_-]{1,200}(?:[./@]{1,3}[[:alnum:]_-]{1,200})+)', 'g') name WHERE name[1] ~ '[[:alpha:]]{2}'
        ) named, unnest(to_tsvector(config::regconfig, words)) e
        WHERE body ~ '[[:alnum:]][./@][[:alnum:]]'
        UNION ALL
        SELECT g.gram, count(*)::int, CASE g.characters WHEN 2 THEN count(*) / 2.0 ELSE 0 END, g.characters
        FROM given, lexical_grams(body, 2) g WHERE has_grams GROUP BY g.gram, g.characters
        UNION ALL
        SELECT g.gram, count(*)::int, CASE g.characters WHEN 3 THEN count(*) / 4.0 ELSE 0 END, g.characters
        FROM given, lexical_grams(body, 3) g WHERE has_grams GROUP BY g.gram, g.characters
    )
    SELECT found.lexeme, max(found.frequency), max(found.length)::real, max(found.gram) FROM found GROUP BY found.lexeme;
END;
COMMENT ON FUNCTION lexical_analysis IS 'Lexemes of a text with their number, what they add to its length, and of n-grams the characters';

DROP FUNCTION lexical_lexemes(text, text);

CREATE FUNCTION lexical_lexemes(config text, document text) RETURNS TABLE (lexeme text, frequency int, length real) LANGUAGE sql STABLE PARALLEL SAFE
BEGIN ATOMIC
    SELECT a.lexeme, a.frequency, a.length FROM lexical_analysis(config, document) a;
END;
COMMENT ON FUNCTION lexical_lexemes IS 'What a document is indexed by';

CREATE FUNCTION lexical_words(config text, word text) RETURNS TABLE (lexeme text) LANGUAGE sql STABLE PARALLEL SAFE
BEGIN ATOMIC
    WITH analysed AS MATERIALIZED (SELECT a.lexeme, a.gram FROM lexical_analysis(config, word) a)
    SELECT a.lexeme FROM analysed a
    WHERE a.gram = 0 OR NOT EXISTS (SELECT FROM analysed b WHERE b.gram = a.gram + 1 AND strpos(b.lexeme, a.lexeme) > 0);
END;
COMMENT ON FUNCTION lexical_words IS 'What a word of a query looks for: as lexical_lexemes, without n-grams that a longer one holds';

CREATE OR REPLACE FUNCTION lexical_compute(segment_ids uuid[]) RETURNS SETOF lexical_vectors LANGUAGE sql STABLE SET search_path = public, pg_temp AS $$
    WITH documents AS MATERIALIZED (
        SELECT s.id, s.asset_id, s.library_id, a.kind, a.happened_at, lexical_config(s.lang) AS config, concat_ws(E'\n', s.heading, s.text) AS document
        FROM segments s JOIN assets a ON a.id = s.asset_id WHERE s.id = ANY (segment_ids)
    ), frequencies AS MATERIALIZED (
        SELECT d.id, lexical_term(l.lexeme) AS term, sum(l.frequency)::int AS frequency, sum(l.length) AS length
        FROM documents d, lexical_lexemes(d.config, d.document) l GROUP BY d.id, lexical_term(l.lexeme)
    ), lengths AS MATERIALIZED (
        SELECT d.id, d.library_id, ceil(coalesce(sum(f.length), 0))::int AS length
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

UPDATE lexical_vectors v SET length = c.length, average_length = c.average_length, vector = c.vector
FROM lexical_compute(ARRAY(SELECT segment_id FROM lexical_vectors)) c WHERE v.segment_id = c.segment_id;
