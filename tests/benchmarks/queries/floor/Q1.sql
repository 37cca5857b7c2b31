SELECT json_build_object('data', json_build_object('agent', row_to_json(agent)))::text
FROM (
  SELECT id, name, code, upper(status) AS status, commission_rate::text AS "commissionRate"
  FROM fire22.agents
  WHERE id = $1
) AS agent
