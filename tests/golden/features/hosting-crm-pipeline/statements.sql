SELECT hosting.crm_deals.stage AS "group 0", hosting.crm_deals.probability AS "group 1",
  count(*) AS rows, sum(hosting.crm_deals.value) FILTER (WHERE hosting.crm_deals.value > '-Infinity' AND hosting.crm_deals.value < 'Infinity') AS "measure 0"
FROM hosting.crm_deals
GROUP BY 1, 2
ORDER BY 1 ASC NULLS LAST, 2 ASC NULLS LAST;

SELECT hosting.crm_deals.stage AS "group 0", hosting.crm_deals.probability AS "group 1",
  count(*) AS rows, sum(hosting.crm_deals.value) FILTER (WHERE hosting.crm_deals.value > '-Infinity' AND hosting.crm_deals.value < 'Infinity') AS "measure 0"
FROM hosting.crm_deals
WHERE hosting.crm_deals.value > $1::NUMERIC
GROUP BY 1, 2
ORDER BY 1 ASC NULLS LAST, 2 ASC NULLS LAST;
-- $1 = '900'
