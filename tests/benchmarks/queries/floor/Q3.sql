SELECT json_build_object('data', json_build_object('agents', json_build_object('nodes', json_agg(agent))))::text
FROM (
  SELECT id, name, (
    SELECT json_build_object('nodes', coalesce(json_agg(customer), '[]'))
    FROM (
      SELECT id, name, balance::text AS balance, (
        SELECT json_build_object('nodes', coalesce(json_agg(wager), '[]'))
        FROM (
          SELECT id, wager_number AS "wagerNumber", amount::text AS amount, upper(status) AS status,
                 created_at AS "createdAt"
          FROM fire22.wagers
          WHERE customer_id = customers.id
          ORDER BY created_at DESC, id
          LIMIT $3
        ) AS wager
      ) AS wagers
      FROM fire22.customers
      WHERE agent_id = agents.id
      ORDER BY id
      LIMIT $2
    ) AS customer
  ) AS customers
  FROM fire22.agents
  ORDER BY id
  LIMIT $1
) AS agent
