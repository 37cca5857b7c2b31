SELECT hosting.crm_invoices.due_date AS "group 0", count(*) AS rows,
  sum(hosting.crm_invoices.amount) FILTER (WHERE hosting.crm_invoices.amount > '-Infinity' AND hosting.crm_invoices.amount < 'Infinity') AS "measure 0"
FROM hosting.crm_invoices
WHERE hosting.crm_invoices.status = any($1::TEXT[]) AND hosting.crm_invoices.paid_date IS NULL
GROUP BY 1
ORDER BY 1 ASC NULLS LAST
LIMIT 10001
OFFSET 0;
-- $1 = ['sent', 'overdue']

SELECT hosting.crm_invoices.due_date AS "group 0", count(*) AS rows,
  sum(hosting.crm_invoices.amount) FILTER (WHERE hosting.crm_invoices.amount > '-Infinity' AND hosting.crm_invoices.amount < 'Infinity') AS "measure 0"
FROM hosting.crm_invoices
WHERE hosting.crm_invoices.status = any($1::TEXT[]) AND hosting.crm_invoices.paid_date IS NULL AND hosting.crm_invoices.amount < $2::NUMERIC
GROUP BY 1
ORDER BY 1 ASC NULLS LAST
LIMIT 10001
OFFSET 0;
-- $1 = ['sent', 'overdue']
-- $2 = '200'
