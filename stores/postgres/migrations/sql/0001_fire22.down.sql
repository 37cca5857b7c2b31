DROP TABLE fire22.activities;

DROP TABLE fire22.transactions;

DROP TABLE fire22.wagers;

DROP TABLE fire22.customers;

DROP TABLE fire22.users;

DROP TABLE fire22.weekly_stats;

DROP TABLE fire22.kpi_metrics;

DROP TABLE fire22.agents;

DO $$
BEGIN
    DROP SCHEMA fire22;
EXCEPTION WHEN dependent_objects_still_exist THEN
    RAISE NOTICE 'schema fire22 stays because it holds other objects';
END
$$;
