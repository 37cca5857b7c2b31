SELECT "via 0".site_id AS "group 0", hosting.miner_telemetry.miner_id AS "group 1",
  count(*) AS rows, (avg(hosting.miner_telemetry.power_consumption) FILTER (WHERE hosting.miner_telemetry.power_consumption > '-Infinity' AND hosting.miner_telemetry.power_consumption < 'Infinity'))::float8 AS "measure 0",
  (avg(hosting.miner_telemetry.hashrate) FILTER (WHERE hosting.miner_telemetry.hashrate > '-Infinity' AND hosting.miner_telemetry.hashrate < 'Infinity'))::float8 AS "measure 1"
FROM hosting.miner_telemetry
LEFT OUTER JOIN hosting.hosting_miners AS "via 0" ON "via 0".id = hosting.miner_telemetry.miner_id
WHERE (EXISTS (
  SELECT 1
  FROM hosting.hosting_miners AS "related 0"
  WHERE "related 0".id = hosting.miner_telemetry.miner_id AND "related 0".site_id = any($1::INTEGER[]))) AND hosting.miner_telemetry.recorded_at >= $2::TIMESTAMP WITH TIME ZONE AND hosting.miner_telemetry.recorded_at < $3::TIMESTAMP WITH TIME ZONE
GROUP BY 1, 2
ORDER BY 1 ASC NULLS LAST, 2 ASC NULLS LAST
LIMIT 50001
OFFSET 0;
-- $1 = [1]
-- $2 = datetime.datetime(2026, 4, 1, 0, 0, tzinfo=datetime.timezone.utc)
-- $3 = datetime.datetime(2026, 4, 1, 1, 0, tzinfo=datetime.timezone.utc)

SELECT hosting.hosting_miners.site_id, "via 0".power_consumption AS "group 0",
  "via 0".hashrate AS "group 1", count(*) AS rows
FROM hosting.hosting_miners
LEFT OUTER JOIN hosting.miner_models AS "via 0" ON "via 0".id = hosting.hosting_miners.miner_model_id
WHERE hosting.hosting_miners.site_id = any($1::INTEGER[])
GROUP BY 1, 2, 3
ORDER BY 2 ASC NULLS LAST, 3 ASC NULLS LAST;
-- $1 = [1]

SELECT hosting.hosting_sites.name, hosting.hosting_sites.id,
  hosting.hosting_sites.capacity_mw
FROM hosting.hosting_sites
ORDER BY hosting.hosting_sites.id ASC
LIMIT 21;
