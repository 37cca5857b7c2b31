SELECT json_build_object('data', json_build_object('telemetrySamples', json_build_object('series',
         json_build_object('lines', coalesce(json_agg(line), '[]')))))::text
FROM (
  SELECT json_build_object('miner', json_build_object('minerModelId', model)) AS key,
         json_agg(json_build_object('time', time, 'aggregate', json_build_object(
           'count', count,
           'avg', json_build_object('temperature', temperature),
           'sum', json_build_object('powerConsumption', power),
           'max', json_build_object('hashrate', hashrate))) ORDER BY time) AS points
  FROM (
    SELECT miner.miner_model_id AS model, date_bin('1 hour', recorded_at, '2000-01-01 00:00:00+00') AS time,
           count(*) AS count, avg(temperature)::float8 AS temperature, sum(power_consumption)::text AS power,
           max(sample.hashrate)::text AS hashrate
    FROM hosting.miner_telemetry AS sample
    JOIN hosting.hosting_miners AS miner ON miner.id = sample.miner_id
    WHERE miner.site_id = $1 AND recorded_at >= $2::text::timestamptz AND recorded_at < $3::text::timestamptz
    GROUP BY 1, 2
  ) AS bucket
  GROUP BY model
  ORDER BY model
) AS line
