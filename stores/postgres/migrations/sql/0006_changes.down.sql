DO $$
DECLARE
    name text;
    relation regclass;
BEGIN
    FOR name, relation IN
        SELECT t.tgname, t.tgrelid FROM pg_trigger AS t WHERE t.tgfoid = 'polygraph.record()'::regprocedure
    LOOP
        EXECUTE format('DROP TRIGGER %I ON %s', name, relation);
    END LOOP;
END
$$;

DROP FUNCTION polygraph.forget(timestamptz, integer);

DROP FUNCTION polygraph.adopt();

DROP FUNCTION polygraph.follow(regclass, text[]);

DROP FUNCTION polygraph.record();

DROP TABLE polygraph.forgotten;

DROP FUNCTION polygraph.origin();

DROP FUNCTION polygraph.home();

DROP TABLE polygraph.changes;

DROP TYPE polygraph.operation;

DO $$
BEGIN
    DROP SCHEMA polygraph;
EXCEPTION WHEN dependent_objects_still_exist THEN
    RAISE NOTICE 'schema polygraph stays because it holds other objects';
END
$$;
