CREATE SCHEMA IF NOT EXISTS polygraph;

CREATE TYPE polygraph.operation AS ENUM ('insert', 'update', 'delete', 'gap');

CREATE TABLE polygraph.changes (
    transaction xid8 DEFAULT pg_current_xact_id() NOT NULL,
    -- A session draws numbers in advance: what counts is their order within one transaction.
    number bigint GENERATED ALWAYS AS IDENTITY (CACHE 100) NOT NULL,
    at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    operation polygraph.operation NOT NULL,
    source text NOT NULL,
    key jsonb NOT NULL,
    before jsonb,
    PRIMARY KEY (transaction, number)
);

COMMENT ON TABLE polygraph.changes IS
    'What changed in the tables that polygraph.follow was called for, kept for a day. Read in the order of its key, and only below the oldest transaction in flight, nothing is missed.';
COMMENT ON COLUMN polygraph.changes.transaction IS 'The transaction that made the change.';
COMMENT ON COLUMN polygraph.changes.number IS 'Number of the change, counting up within its transaction.';
COMMENT ON COLUMN polygraph.changes.at IS 'When it was made; its transaction ended later.';
COMMENT ON COLUMN polygraph.changes.operation IS
    'What happened to the row. A gap says that from here on some changes of the table were not recorded: it was truncated, or written with polygraph.feed set to off.';
COMMENT ON COLUMN polygraph.changes.source IS 'The table as schema.table.';
COMMENT ON COLUMN polygraph.changes.key IS 'The values of the row''s primary key, in the order of its columns.';
COMMENT ON COLUMN polygraph.changes.before IS
    'The row as it was, without its secret columns; null of an insert. Moments are in UTC.';

CREATE FUNCTION polygraph.home() RETURNS text
LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp
AS $$
    SELECT format('%s.%s', system_identifier, (SELECT oid FROM pg_database WHERE datname = current_database()))
    FROM pg_control_system()
$$;

COMMENT ON FUNCTION polygraph.home() IS
    'Names this database of this cluster: one that is restored from a dump elsewhere counts its transactions anew.';

CREATE FUNCTION polygraph.origin() RETURNS text
LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp
AS $$
    SELECT left(md5(polygraph.home() || CASE WHEN pg_is_in_recovery() THEN '' ELSE
        left(pg_walfile_name(pg_current_wal_insert_lsn()), 8) END), 12)
$$;

COMMENT ON FUNCTION polygraph.origin() IS
    'Names the history in which the numbers of transactions have a meaning: this database, and its timeline, which is a new one when a replica takes over or a backup is recovered to a point in time.';

CREATE TABLE polygraph.forgotten (
    only_row boolean DEFAULT true PRIMARY KEY CHECK (only_row),
    home text DEFAULT polygraph.home() NOT NULL,
    transaction xid8 DEFAULT pg_current_xact_id() NOT NULL,
    number bigint DEFAULT 0 NOT NULL
);

COMMENT ON TABLE polygraph.forgotten IS 'The last change that is no longer kept, or where recording began.';
COMMENT ON COLUMN polygraph.forgotten.only_row IS 'There is one row.';
COMMENT ON COLUMN polygraph.forgotten.home IS 'Where the changes were recorded, as polygraph.home() says it.';
COMMENT ON COLUMN polygraph.forgotten.transaction IS 'The transaction of that change.';
COMMENT ON COLUMN polygraph.forgotten.number IS 'Its number.';

INSERT INTO polygraph.forgotten DEFAULT VALUES;

-- Writers need no rights in this schema, and what the settings of their sessions say does not show in what is recorded.
CREATE FUNCTION polygraph.record() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
SET timezone = 'UTC'
SET extra_float_digits = 1
AS $$
DECLARE
    feed CONSTANT text := current_setting('polygraph.feed', true);
    name CONSTANT text := TG_TABLE_SCHEMA || '.' || TG_TABLE_NAME;
    recorded bigint;
BEGIN
    IF feed = 'silent' THEN
        RETURN NULL;
    END IF;
    IF TG_OP = 'TRUNCATE' OR feed = 'off' THEN
        INSERT INTO polygraph.changes (operation, source, key)
        SELECT 'gap', name, '[]'
        WHERE NOT EXISTS (
            SELECT FROM polygraph.changes AS c
            WHERE c.transaction = pg_current_xact_id() AND c.source = name AND c.operation = 'gap'
        );
    ELSE
        -- The first argument is the list of the key's columns, the second one those that are left out.
        EXECUTE format(
            CASE TG_OP
                WHEN 'INSERT' THEN
                    'INSERT INTO polygraph.changes (operation, source, key)
                    SELECT ''insert'', $1, jsonb_build_array(%s) FROM new_rows'
                WHEN 'DELETE' THEN
                    'INSERT INTO polygraph.changes (operation, source, key, before)
                    SELECT ''delete'', $1, jsonb_build_array(%s), to_jsonb("old row") - $2 FROM old_rows AS "old row"'
                ELSE
                    'INSERT INTO polygraph.changes (operation, source, key, before)
                    SELECT
                        CASE WHEN "new row" IS NULL THEN ''delete'' WHEN "old row" IS NULL THEN ''insert'' ELSE ''update''
                            END::polygraph.operation,
                        $1, jsonb_build_array(%1$s), to_jsonb("old row") - $2
                    FROM (SELECT %1$s, "old row" FROM old_rows AS "old row") AS o
                        FULL JOIN (SELECT %1$s, "new row" FROM new_rows AS "new row") AS n USING (%1$s)
                    WHERE coalesce(
                        "old row" *<> "new row" AND (
                            $2 = ''{}'' OR (to_jsonb("old row") - $2)::text <> (to_jsonb("new row") - $2)::text
                        ),
                        true
                    )
                    ORDER BY "new row" IS NOT NULL'
            END,
            TG_ARGV[0]
        ) USING name, TG_ARGV[1]::text[];
    END IF;
    GET DIAGNOSTICS recorded = ROW_COUNT;
    -- Transactions that notify commit one after the other, so that is for feeds that sleep: each of these shares a lock.
    -- Who looks just before a feed falls asleep has its transaction's number by then, and the feed waits for its end.
    IF recorded > 0 AND (
        CASE WHEN pg_try_advisory_lock(hashtextextended('polygraph feed', 0))
            THEN NOT pg_advisory_unlock(hashtextextended('polygraph feed', 0)) ELSE true END
    ) THEN
        NOTIFY polygraph_changes;
    END IF;
    RETURN NULL;
END
$$;

COMMENT ON FUNCTION polygraph.record() IS
    'Records what a statement changed and wakes the feeds that sleep. SET LOCAL polygraph.feed = ''off'' records a gap instead, for bulk loads: cursors before it expire. ''silent'' records nothing, for rows whose time is over.';

CREATE FUNCTION polygraph.follow(relation regclass, hidden text[] DEFAULT '{}') RETURNS void
LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    key_columns CONSTANT text := (
        SELECT string_agg(quote_ident(a.attname), ', ' ORDER BY k.position)
        FROM pg_index AS i
        CROSS JOIN LATERAL unnest(i.indkey::smallint[]) WITH ORDINALITY AS k (number, position)
        JOIN pg_attribute AS a ON a.attrelid = i.indrelid AND a.attnum = k.number
        WHERE i.indrelid = relation AND i.indisprimary AND k.position <= i.indnkeyatts
    );
    operation text;
    rows_seen text;
BEGIN
    IF key_columns IS NULL THEN
        RAISE EXCEPTION 'table % has no primary key', relation USING ERRCODE = 'invalid_table_definition';
    END IF;
    FOR operation, rows_seen IN VALUES
        ('insert', 'REFERENCING NEW TABLE AS new_rows'),
        ('update', 'REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows'),
        ('delete', 'REFERENCING OLD TABLE AS old_rows'),
        ('truncate', '')
    LOOP
        EXECUTE format(
            'CREATE OR REPLACE TRIGGER polygraph_%1$s AFTER %1$s ON %2$s %3$s FOR EACH STATEMENT EXECUTE FUNCTION polygraph.record(%4$L, %5$L)',
            operation, relation, rows_seen, key_columns, hidden
        );
    END LOOP;
END
$$;

COMMENT ON FUNCTION polygraph.follow(regclass, text[]) IS
    'Has the changes of a table recorded from now on; hidden columns are not copied. To be called again when a column of its primary key was renamed. Of a partitioned table, what is written straight into a partition is not seen.';

CREATE FUNCTION polygraph.adopt() RETURNS void
LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    PERFORM pg_advisory_xact_lock(hashtextextended('polygraph changes', 0));
    UPDATE polygraph.forgotten SET home = polygraph.home(), transaction = pg_current_xact_id(), number = 0
    WHERE home <> polygraph.home();
    IF FOUND THEN
        DELETE FROM polygraph.changes;
    END IF;
END
$$;

COMMENT ON FUNCTION polygraph.adopt() IS
    'Makes a database that was restored from a dump its own: the changes in the dump have the numbers of foreign transactions.';

CREATE FUNCTION polygraph.forget(cutoff timestamp with time zone, batch integer) RETURNS bigint
LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    deleted bigint;
BEGIN
    IF NOT pg_try_advisory_xact_lock(hashtextextended('polygraph changes', 0)) THEN
        RETURN NULL;
    END IF;
    PERFORM polygraph.adopt();
    WITH first AS (
        SELECT c.transaction, c.number, c.at
        FROM polygraph.forgotten AS f
        CROSS JOIN LATERAL (
            SELECT * FROM polygraph.changes AS c
            WHERE (c.transaction, c.number) > (f.transaction, f.number)
                AND c.transaction < pg_snapshot_xmin(pg_current_snapshot())
            ORDER BY c.transaction, c.number
            LIMIT batch
        ) AS c
    ), marked AS (
        SELECT transaction, number, bool_and(at < cutoff) OVER (ORDER BY transaction, number) AS old FROM first
    ), last AS (
        SELECT transaction, number FROM marked WHERE old ORDER BY transaction DESC, number DESC LIMIT 1
    ), noted AS (
        UPDATE polygraph.forgotten AS f SET transaction = last.transaction, number = last.number FROM last
    ), gone AS (
        DELETE FROM polygraph.changes AS c USING last
        WHERE (c.transaction, c.number) <= (last.transaction, last.number)
        RETURNING 1
    )
    SELECT count(*) INTO deleted FROM gone;
    RETURN deleted;
END
$$;

COMMENT ON FUNCTION polygraph.forget(timestamp with time zone, integer) IS
    'Deletes the oldest changes, at most batch of them and none that was made at the cutoff or later, and says how many; null while another session does it.';

REVOKE ALL ON FUNCTION
    polygraph.record(), polygraph.follow(regclass, text[]), polygraph.adopt(), polygraph.forget(timestamptz, integer)
    FROM PUBLIC;

DO $$
DECLARE
    relation regclass;
    hidden text[];
BEGIN
    FOR relation, hidden IN
        SELECT c.oid, coalesce(secret.columns, '{}')
        FROM pg_class AS c
        JOIN pg_namespace AS n ON n.oid = c.relnamespace
        LEFT JOIN (VALUES
            ('fire22', 'users', '{password_hash}'::text[]),
            ('hosting', 'users', '{password_hash}'),
            ('kingpin', 'bot_config', '{secret_value}'),
            ('kingpin', 'discord_activity_channels', '{webhook_url}'),
            ('kingpin', 'oauth_link_states', '{state,code_verifier}')
        ) AS secret (schema, name, columns) ON (secret.schema, secret.name) = (n.nspname, c.relname)
        WHERE n.nspname IN ('fire22', 'hosting', 'kingpin', 'crash') AND c.relkind IN ('r', 'p') AND NOT c.relispartition
            AND EXISTS (SELECT FROM pg_index AS i WHERE i.indrelid = c.oid AND i.indisprimary)
    LOOP
        PERFORM polygraph.follow(relation, hidden);
    END LOOP;
END
$$;
