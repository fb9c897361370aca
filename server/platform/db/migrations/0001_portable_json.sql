-- Lists travel as one JSON parameter and JSON columns are read with ->> on both engines; PostgreSQL
-- learns SQLite's spelling here.
-- postgres
CREATE FUNCTION json_get(text, text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE
    AS 'SELECT $1::json->>$2';

CREATE FUNCTION json_get(text, integer) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE
    AS 'SELECT $1::json->>$2';

CREATE OPERATOR ->> (LEFTARG = text, RIGHTARG = text, FUNCTION = json_get);

CREATE OPERATOR ->> (LEFTARG = text, RIGHTARG = integer, FUNCTION = json_get);

CREATE FUNCTION json_each(text) RETURNS TABLE (key bigint, value text) LANGUAGE sql IMMUTABLE PARALLEL SAFE ROWS 25
    AS 'SELECT ordinality - 1, value FROM json_array_elements_text($1::json) WITH ORDINALITY';
