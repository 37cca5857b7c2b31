SELECT hosting.curtailment_plan_miners.plan_id, count(*) AS count
FROM hosting.curtailment_plan_miners
WHERE hosting.curtailment_plan_miners.plan_id = any($1::INTEGER[])
GROUP BY hosting.curtailment_plan_miners.plan_id;
-- $1 = [1, 2]

SELECT hosting.curtailment_plan_miners.plan_id, hosting.curtailment_plan_miners.miner_id
FROM hosting.curtailment_plan_miners
WHERE hosting.curtailment_plan_miners.plan_id = any($1::INTEGER[])
ORDER BY hosting.curtailment_plan_miners.id ASC
LIMIT 20001;
-- $1 = [1]

SELECT hosting.curtailment_plans.id, hosting.curtailment_plans.target_power_reduction,
  hosting.curtailment_plans.power_reduced, hosting.curtailment_plans.miners_affected,
  hosting.curtailment_plans.executed_at, hosting.curtailment_plans.recovery_time
FROM hosting.curtailment_plans
ORDER BY hosting.curtailment_plans.id ASC
LIMIT 21;

SELECT hosting.curtailment_plans.site_id, count(*) AS rows,
  sum(hosting.curtailment_plans.target_power_reduction) FILTER (WHERE hosting.curtailment_plans.target_power_reduction > '-Infinity' AND hosting.curtailment_plans.target_power_reduction < 'Infinity') AS "measure 0",
  sum(hosting.curtailment_plans.power_reduced) FILTER (WHERE hosting.curtailment_plans.power_reduced > '-Infinity' AND hosting.curtailment_plans.power_reduced < 'Infinity') AS "measure 1",
  sum(hosting.curtailment_plans.miners_affected) AS "measure 2"
FROM hosting.curtailment_plans
WHERE hosting.curtailment_plans.site_id = any($1::INTEGER[]) AND hosting.curtailment_plans.executed_at >= $2::TIMESTAMP WITH TIME ZONE AND hosting.curtailment_plans.executed_at < $3::TIMESTAMP WITH TIME ZONE AND hosting.curtailment_plans.power_reduced IS NOT NULL
GROUP BY 1;
-- $1 = [1]
-- $2 = datetime.datetime(2026, 4, 1, 0, 0, tzinfo=datetime.timezone.utc)
-- $3 = datetime.datetime(2026, 4, 2, 0, 0, tzinfo=datetime.timezone.utc)

SELECT hosting.hosting_sites.name, hosting.hosting_sites.id
FROM hosting.hosting_sites
ORDER BY hosting.hosting_sites.id ASC
LIMIT 21;

SELECT hosting.miner_telemetry.miner_id, hosting.miner_telemetry.recorded_at,
  hosting.miner_telemetry.power_consumption
FROM hosting.miner_telemetry
WHERE hosting.miner_telemetry.miner_id = any($1::INTEGER[]) AND hosting.miner_telemetry.recorded_at >= $2::TIMESTAMP WITH TIME ZONE AND hosting.miner_telemetry.recorded_at < $3::TIMESTAMP WITH TIME ZONE
ORDER BY hosting.miner_telemetry.id ASC, hosting.miner_telemetry.recorded_at ASC
LIMIT 50001;
-- $1 = [1, 2, 3]
-- $2 = datetime.datetime(2026, 4, 1, 0, 0, tzinfo=datetime.timezone.utc)
-- $3 = datetime.datetime(2026, 4, 1, 1, 30, tzinfo=datetime.timezone.utc)
