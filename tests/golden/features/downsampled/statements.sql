SELECT hosting.hosting_miners.id
FROM hosting.hosting_miners
ORDER BY hosting.hosting_miners.id ASC
LIMIT 2;

SELECT page.recorded_at, page.temperature, page.miner_id
FROM unnest($1::INTEGER[]) AS keys(miner_id)
JOIN LATERAL (
  SELECT hosting.miner_telemetry.recorded_at AS recorded_at,
    hosting.miner_telemetry.temperature AS temperature, hosting.miner_telemetry.miner_id AS miner_id
  FROM hosting.miner_telemetry
  WHERE hosting.miner_telemetry.miner_id = keys.miner_id AND hosting.miner_telemetry.recorded_at >= $2::TIMESTAMP WITH TIME ZONE AND hosting.miner_telemetry.recorded_at < $3::TIMESTAMP WITH TIME ZONE AND hosting.miner_telemetry.temperature IS NOT NULL
  ORDER BY hosting.miner_telemetry.recorded_at ASC, hosting.miner_telemetry.id ASC
  LIMIT 10001) AS page ON true;
-- $1 = [1]
-- $2 = datetime.datetime(2026, 3, 28, 0, 0, tzinfo=datetime.timezone.utc)
-- $3 = datetime.datetime(2026, 4, 2, 0, 0, tzinfo=datetime.timezone.utc)
