SELECT hosting.hosting_miners.id
FROM hosting.hosting_miners
ORDER BY hosting.hosting_miners.id ASC
LIMIT 21;

SELECT hosting.miner_telemetry.miner_id, count(*) AS rows, count(DISTINCT CASE WHEN isfinite(hosting.miner_telemetry.recorded_at) THEN date_bin(make_interval(secs => 1800), hosting.miner_telemetry.recorded_at, timestamptz '2000-01-01 00:00:00+00') END) FILTER (WHERE isfinite(CASE WHEN isfinite(hosting.miner_telemetry.recorded_at) THEN date_bin(make_interval(secs => 1800), hosting.miner_telemetry.recorded_at, timestamptz '2000-01-01 00:00:00+00') END)) AS "measure 0"
FROM hosting.miner_telemetry
WHERE hosting.miner_telemetry.miner_id = any($1::INTEGER[]) AND hosting.miner_telemetry.recorded_at >= $2::TIMESTAMP WITH TIME ZONE AND hosting.miner_telemetry.recorded_at < $3::TIMESTAMP WITH TIME ZONE
GROUP BY 1;
-- $1 = [1, 2, 3]
-- $2 = datetime.datetime(2026, 4, 1, 0, 0, tzinfo=datetime.timezone.utc)
-- $3 = datetime.datetime(2026, 4, 1, 2, 0, tzinfo=datetime.timezone.utc)

SELECT hosting.miner_telemetry.miner_id, count(*) AS rows, count(DISTINCT CASE WHEN isfinite(hosting.miner_telemetry.recorded_at) THEN date_bin(make_interval(secs => 1800), hosting.miner_telemetry.recorded_at, timestamptz '2000-01-01 00:00:00+00') END) FILTER (WHERE isfinite(CASE WHEN isfinite(hosting.miner_telemetry.recorded_at) THEN date_bin(make_interval(secs => 1800), hosting.miner_telemetry.recorded_at, timestamptz '2000-01-01 00:00:00+00') END)) AS "measure 0"
FROM hosting.miner_telemetry
WHERE hosting.miner_telemetry.miner_id = any($1::INTEGER[]) AND hosting.miner_telemetry.recorded_at >= $2::TIMESTAMP WITH TIME ZONE AND hosting.miner_telemetry.recorded_at < $3::TIMESTAMP WITH TIME ZONE AND hosting.miner_telemetry.hashrate > $4::NUMERIC
GROUP BY 1;
-- $1 = [1, 2, 3]
-- $2 = datetime.datetime(2026, 4, 1, 0, 0, tzinfo=datetime.timezone.utc)
-- $3 = datetime.datetime(2026, 4, 1, 2, 0, tzinfo=datetime.timezone.utc)
-- $4 = '0'
