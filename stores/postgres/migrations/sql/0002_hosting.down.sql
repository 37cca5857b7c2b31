DROP TABLE hosting.crm_activities;

DROP TABLE hosting.crm_invoices;

DROP TABLE hosting.miner_telemetry;

DROP TABLE hosting.crm_deals;

DROP TABLE hosting.miner_operation_log;

DROP TABLE hosting.curtailment_plan_miners;

DROP TABLE hosting.user_access;

DROP TABLE hosting.crm_leads;

DROP TABLE hosting.hosting_miners;

DROP TABLE hosting.technical_indicators;

DROP TABLE hosting.curtailment_plans;

DROP TABLE hosting.login_records;

DROP TABLE hosting.users;

DROP TABLE hosting.outbox_events;

DROP TABLE hosting.miner_models;

DROP TABLE hosting.hosting_sites;

DROP TABLE hosting.market_analytics;

DROP TYPE hosting.user_status;

DO $$
BEGIN
    DROP SCHEMA hosting;
EXCEPTION WHEN dependent_objects_still_exist THEN
    RAISE NOTICE 'schema hosting stays because it holds other objects';
END
$$;
