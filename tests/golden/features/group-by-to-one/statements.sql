SELECT "via 0".name AS "group 0", fire22.wagers.status AS "group 1",
  count(*) AS rows
FROM fire22.wagers
LEFT OUTER JOIN fire22.customers AS "via 0" ON "via 0".id = fire22.wagers.customer_id
GROUP BY 1, 2
ORDER BY 1 ASC NULLS LAST, 2 ASC NULLS LAST
LIMIT 20
OFFSET 0;
