SELECT json_build_object('data', json_build_object('miners', json_build_object('nodes', json_agg(miner))))::text
FROM (
  SELECT id, serial_number AS "serialNumber", upper(status) AS status, site_id AS "siteId",
         miner_model_id AS "minerModelId", cgminer_ip AS "cgminerIp", cgminer_port AS "cgminerPort",
         purchase_date AS "purchaseDate"
  FROM hosting.hosting_miners
  ORDER BY id
  LIMIT $1
) AS miner
