SELECT "via 0".miner_model_id AS "group 0", "via 1".power_consumption AS "group 1",
  "via 1".hashrate AS "group 2", count(*) AS rows, sum(hosting.miner_telemetry.power_consumption) FILTER (WHERE hosting.miner_telemetry.power_consumption > '-Infinity' AND hosting.miner_telemetry.power_consumption < 'Infinity') AS "measure 0",
  sum(hosting.miner_telemetry.hashrate) FILTER (WHERE hosting.miner_telemetry.hashrate > '-Infinity' AND hosting.miner_telemetry.hashrate < 'Infinity') AS "measure 1"
FROM hosting.miner_telemetry
LEFT OUTER JOIN hosting.hosting_miners AS "via 0" ON "via 0".id = hosting.miner_telemetry.miner_id
LEFT OUTER JOIN hosting.miner_models AS "via 1" ON "via 1".id = "via 0".miner_model_id
WHERE (EXISTS (
  SELECT 1
  FROM hosting.hosting_miners AS "related 0"
  WHERE "related 0".id = hosting.miner_telemetry.miner_id AND "related 0".miner_model_id = any($1::INTEGER[]))) AND hosting.miner_telemetry.recorded_at >= $2::TIMESTAMP WITH TIME ZONE AND hosting.miner_telemetry.recorded_at < $3::TIMESTAMP WITH TIME ZONE AND hosting.miner_telemetry.hashrate > $4::NUMERIC AND hosting.miner_telemetry.power_consumption IS NOT NULL
GROUP BY 1, 2, 3
ORDER BY 1 ASC NULLS LAST, 2 ASC NULLS LAST, 3 ASC NULLS LAST;
-- $1 = [1, 2]
-- $2 = datetime.datetime(2026, 4, 1, 0, 0, tzinfo=datetime.timezone.utc)
-- $3 = datetime.datetime(2026, 4, 1, 2, 0, tzinfo=datetime.timezone.utc)
-- $4 = '0'

SELECT "via 0".site_id AS "group 0", "via 1".power_consumption AS "group 1",
  "via 1".hashrate AS "group 2", count(*) AS rows, sum(hosting.miner_telemetry.power_consumption) FILTER (WHERE hosting.miner_telemetry.power_consumption > '-Infinity' AND hosting.miner_telemetry.power_consumption < 'Infinity') AS "measure 0",
  sum(hosting.miner_telemetry.hashrate) FILTER (WHERE hosting.miner_telemetry.hashrate > '-Infinity' AND hosting.miner_telemetry.hashrate < 'Infinity') AS "measure 1"
FROM hosting.miner_telemetry
LEFT OUTER JOIN hosting.hosting_miners AS "via 0" ON "via 0".id = hosting.miner_telemetry.miner_id
LEFT OUTER JOIN hosting.miner_models AS "via 1" ON "via 1".id = "via 0".miner_model_id
WHERE (EXISTS (
  SELECT 1
  FROM hosting.hosting_miners AS "related 0"
  WHERE "related 0".id = hosting.miner_telemetry.miner_id AND "related 0".site_id = any($1::INTEGER[]))) AND hosting.miner_telemetry.recorded_at >= $2::TIMESTAMP WITH TIME ZONE AND hosting.miner_telemetry.recorded_at < $3::TIMESTAMP WITH TIME ZONE AND hosting.miner_telemetry.hashrate > $4::NUMERIC AND hosting.miner_telemetry.power_consumption IS NOT NULL
GROUP BY 1, 2, 3
ORDER BY 1 ASC NULLS LAST, 2 ASC NULLS LAST, 3 ASC NULLS LAST;
-- $1 = [1]
-- $2 = datetime.datetime(2026, 4, 1, 0, 0, tzinfo=datetime.timezone.utc)
-- $3 = datetime.datetime(2026, 4, 1, 2, 0, tzinfo=datetime.timezone.utc)
-- $4 = '0'

SELECT hosting.hosting_miners.id
FROM hosting.hosting_miners
ORDER BY hosting.hosting_miners.id ASC
LIMIT 21;

SELECT hosting.hosting_sites.name, hosting.hosting_sites.id
FROM hosting.hosting_sites
ORDER BY hosting.hosting_sites.id ASC
LIMIT 21;

SELECT hosting.miner_models.name, hosting.miner_models.id
FROM hosting.miner_models
ORDER BY hosting.miner_models.id ASC
LIMIT 21;

SELECT hosting.miner_telemetry.miner_id AS "group 0", "via 1".power_consumption AS "group 1",
  "via 1".hashrate AS "group 2", count(*) AS rows, sum(hosting.miner_telemetry.power_consumption) FILTER (WHERE hosting.miner_telemetry.power_consumption > '-Infinity' AND hosting.miner_telemetry.power_consumption < 'Infinity') AS "measure 0",
  sum(hosting.miner_telemetry.hashrate) FILTER (WHERE hosting.miner_telemetry.hashrate > '-Infinity' AND hosting.miner_telemetry.hashrate < 'Infinity') AS "measure 1"
FROM hosting.miner_telemetry
LEFT OUTER JOIN hosting.hosting_miners AS "via 0" ON "via 0".id = hosting.miner_telemetry.miner_id
LEFT OUTER JOIN hosting.miner_models AS "via 1" ON "via 1".id = "via 0".miner_model_id
WHERE hosting.miner_telemetry.miner_id = any($1::INTEGER[]) AND hosting.miner_telemetry.recorded_at >= $2::TIMESTAMP WITH TIME ZONE AND hosting.miner_telemetry.recorded_at < $3::TIMESTAMP WITH TIME ZONE AND hosting.miner_telemetry.hashrate > $4::NUMERIC AND hosting.miner_telemetry.power_consumption IS NOT NULL
GROUP BY 1, 2, 3
ORDER BY 1 ASC NULLS LAST, 2 ASC NULLS LAST, 3 ASC NULLS LAST;
-- $1 = [1, 2, 3]
-- $2 = datetime.datetime(2026, 4, 1, 0, 0, tzinfo=datetime.timezone.utc)
-- $3 = datetime.datetime(2026, 4, 1, 2, 0, tzinfo=datetime.timezone.utc)
-- $4 = '0'
