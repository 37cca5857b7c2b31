SELECT json_build_object('data', json_build_object('agent', json_build_object('wagers', json_build_object(
  'nodes', json_agg(wager),
  'pageInfo', json_build_object(
    'endCursor',
    (array_agg(json_build_array("createdAt", id)::text))[count(*)]
  )
))))::text
FROM (
  SELECT id, wager_number AS "wagerNumber", amount::text AS amount, odds::text AS odds, upper(status) AS status,
         created_at AS "createdAt"
  FROM fire22.wagers
  WHERE agent_id = $1
    AND created_at <= coalesce(($3::json ->> 0)::timestamptz, 'infinity')
    AND (created_at < coalesce(($3::json ->> 0)::timestamptz, 'infinity') OR id > $3::json ->> 1)
  ORDER BY created_at DESC, id
  LIMIT $2
) AS wager
