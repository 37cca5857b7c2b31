SELECT json_build_object('data', json_build_object('sites', json_build_object('nodes', json_agg(site))))::text
FROM (
  SELECT id, name, (
    SELECT json_build_object('nodes', coalesce(json_agg(miner), '[]'))
    FROM (
      SELECT id, serial_number AS "serialNumber", upper(status) AS status, (
        SELECT row_to_json(model)
        FROM (
          SELECT name, hashrate::text AS hashrate FROM hosting.miner_models WHERE id = hosting_miners.miner_model_id
        ) AS model
      ) AS model, (
        SELECT json_build_object('nodes', coalesce(json_agg(sample), '[]'))
        FROM (
          SELECT recorded_at AS "recordedAt", hashrate::text AS hashrate, temperature::text AS temperature,
                 power_consumption::text AS "powerConsumption"
          FROM hosting.miner_telemetry
          WHERE miner_id = hosting_miners.id
          ORDER BY recorded_at DESC, id
          LIMIT $3
        ) AS sample
      ) AS telemetry
      FROM hosting.hosting_miners
      WHERE site_id = hosting_sites.id
      ORDER BY id
      LIMIT $2
    ) AS miner
  ) AS miners
  FROM hosting.hosting_sites
  ORDER BY id
  LIMIT $1
) AS site
