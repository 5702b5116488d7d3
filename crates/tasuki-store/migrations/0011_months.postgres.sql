-- Messages and their proofs are kept month by month (partitions): of the month in Japan that the message's id
-- tells, whose first 48 bits are milliseconds of the sender's clock. Nothing binds that clock, so ids of other
-- times lie in the default partitions. A month is made ahead, and goes as a whole when all of it is over.

-- The least id of a millisecond since 1970.
CREATE FUNCTION least_id(millisecond BIGINT) RETURNS TEXT LANGUAGE sql IMMUTABLE AS $$
    SELECT overlay(lpad(to_hex(millisecond), 12, '0') PLACING '-' FROM 9 FOR 0)
$$;

-- The millisecond since 1970 in which a day begins in Japan.
CREATE FUNCTION day_begins(day DATE) RETURNS BIGINT LANGUAGE sql IMMUTABLE AS $$
    SELECT (extract(epoch FROM day::timestamp)::bigint - 9 * 3600) * 1000
$$;

-- Makes the partitions of a month (YYYYMM); false where they are there, or where the default partition has so
-- much of the month that moving it would keep writers waiting: that stays there.
--
-- Writers wait from the first lock to the commit, readers from ATTACH on, and those only where they read the
-- default partition, which it locks (ACCESS EXCLUSIVE) and looks through: it is to be small. CREATE TABLE …
-- PARTITION OF would keep all readers waiting instead. A lock that is not to be had soon is left for later.
CREATE FUNCTION make_month(month TEXT) RETURNS BOOLEAN LANGUAGE plpgsql SET lock_timeout = '2s' AS $$
DECLARE
    day DATE := to_date(month, 'YYYYMM');
    first_id TEXT := least_id(day_begins(day));
    end_id TEXT := least_id(day_begins((day + interval '1 month')::date));
    first_bytes BYTEA := decode(replace(first_id, '-', ''), 'hex');
    end_bytes BYTEA := decode(replace(end_id, '-', ''), 'hex');
BEGIN
    LOCK TABLE ONLY message, ONLY proof IN SHARE ROW EXCLUSIVE MODE;
    IF to_regclass('message_' || month) IS NOT NULL OR (SELECT count(*) > 100000 FROM
        (SELECT FROM message_default WHERE id >= first_id AND id < end_id LIMIT 100001) AS crowd)
    THEN
        RETURN FALSE;
    END IF;
    EXECUTE format('CREATE TABLE message_%s (LIKE message INCLUDING DEFAULTS INCLUDING CONSTRAINTS)', month);
    EXECUTE format('WITH moved AS (DELETE FROM message_default WHERE id >= $1 AND id < $2 RETURNING *)
        INSERT INTO message_%s SELECT * FROM moved', month) USING first_id, end_id;
    EXECUTE format('ALTER TABLE message ATTACH PARTITION message_%s FOR VALUES FROM (%L) TO (%L)',
        month, first_id, end_id);
    EXECUTE format('CREATE TABLE proof_%s (LIKE proof INCLUDING DEFAULTS INCLUDING CONSTRAINTS)', month);
    EXECUTE format('WITH moved AS (DELETE FROM proof_default WHERE message >= $1 AND message < $2 RETURNING *)
        INSERT INTO proof_%s SELECT * FROM moved', month) USING first_bytes, end_bytes;
    EXECUTE format('ALTER TABLE proof ATTACH PARTITION proof_%s FOR VALUES FROM (%L) TO (%L)',
        month, first_bytes, end_bytes);
    RETURN TRUE;
END
$$;

-- Whether a month has begun, and no message in its partition was accepted at a microsecond or later, or has a
-- content. The first two questions are answered by an index at once; only where they are is the third one asked.
CREATE FUNCTION month_is_over(month TEXT, until BIGINT) RETURNS BOOLEAN LANGUAGE plpgsql AS $$
DECLARE
    is_over BOOLEAN;
BEGIN
    IF day_begins(to_date(month, 'YYYYMM')) >= until / 1000 THEN
        RETURN FALSE;
    END IF;
    EXECUTE format('SELECT NOT EXISTS (SELECT FROM message_%1$s WHERE id >= $1)
        AND NOT EXISTS (SELECT FROM message_%1$s WHERE segment IS NOT NULL)
        AND NOT EXISTS (SELECT FROM message_%1$s WHERE accepted_at >= $2)', month)
        INTO is_over USING least_id(until / 1000), until;
    RETURN is_over;
END
$$;

-- Drops the partitions of a month that is over; false where it is not. Everybody waits meanwhile: for moments,
-- since only files are removed. A lock that is not to be had soon is left for later.
CREATE FUNCTION drop_month(month TEXT, until BIGINT) RETURNS BOOLEAN LANGUAGE plpgsql
    SET lock_timeout = '2s' AS $$
BEGIN
    LOCK TABLE ONLY message, ONLY proof IN ACCESS EXCLUSIVE MODE;
    IF NOT month_is_over(month, until) THEN
        RETURN FALSE;
    END IF;
    EXECUTE format('DROP TABLE message_%1$s, proof_%1$s', month);
    RETURN TRUE;
END
$$;

ALTER TABLE message RENAME TO message_before;
ALTER TABLE proof RENAME TO proof_before;

CREATE TABLE message (LIKE message_before INCLUDING DEFAULTS INCLUDING CONSTRAINTS) PARTITION BY RANGE (id);
CREATE TABLE message_default PARTITION OF message DEFAULT;
CREATE TABLE proof (LIKE proof_before INCLUDING DEFAULTS INCLUDING CONSTRAINTS) PARTITION BY RANGE (message);
CREATE TABLE proof_default PARTITION OF proof DEFAULT;

-- This month, the next two, and those of the last ten years that there are messages of.
SELECT make_month(to_char(first, 'YYYYMM')) FROM (
    SELECT date_trunc('month', now() AT TIME ZONE 'UTC' + interval '9 hours') + n * interval '1 month'
    FROM generate_series(0, 2) AS n
    UNION
    SELECT date_trunc('month', made AT TIME ZONE 'UTC' + interval '9 hours') FROM (
        SELECT to_timestamp(('x' || lpad(substr(id, 1, 8) || substr(id, 10, 4), 16, '0'))::bit(64)::bigint / 1000.0)
        FROM message_before
    ) AS ids (made) WHERE made BETWEEN now() - interval '10 years' AND now()
) AS months (first);

INSERT INTO message SELECT * FROM message_before;
INSERT INTO proof SELECT * FROM proof_before;
DROP TABLE message_before, proof_before;

ALTER TABLE message ADD CONSTRAINT message_pkey PRIMARY KEY (id);
CREATE INDEX message_inbox ON message (receiver, accepted_at, id);
CREATE INDEX message_outbox ON message (sender, accepted_at, id);
CREATE INDEX message_pair ON message (receiver, sender, accepted_at, id);
CREATE INDEX message_waiting ON message (receiver, accepted_at, id) WHERE state = 'accepted';
CREATE INDEX message_content ON message (content_until) WHERE segment IS NOT NULL;
CREATE INDEX message_segment ON message (segment) WHERE segment IS NOT NULL;
CREATE INDEX message_withdrawn ON message (content_until) WHERE segment IS NOT NULL AND state = 'withdrawn';
-- Some kilobytes for a month: whether anything in it was accepted lately.
CREATE INDEX message_accepted ON message USING brin (accepted_at);
ALTER TABLE proof ADD CONSTRAINT proof_pkey PRIMARY KEY (message, ordinal);

ANALYZE message, proof;
