SELECT json_build_object('data', json_build_object('wagers', json_build_object('nodes', json_agg(node))))::text
FROM (
  SELECT wager.id, wager.wager_number AS "wagerNumber", wager.amount::text AS amount, upper(wager.status) AS status,
         wager.created_at AS "createdAt",
         json_build_object('id', customer.id, 'name', customer.name) AS customer,
         json_build_object('id', agent.id, 'name', agent.name) AS agent
  FROM (SELECT * FROM fire22.wagers ORDER BY id LIMIT $1) AS wager
  JOIN fire22.customers AS customer ON customer.id = wager.customer_id
  JOIN fire22.agents AS agent ON agent.id = wager.agent_id
  ORDER BY wager.id
) AS node
