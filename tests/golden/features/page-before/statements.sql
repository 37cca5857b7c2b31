SELECT fire22.customers.id, fire22.customers.balance
FROM fire22.customers
WHERE fire22.customers.balance IS NOT NULL OR fire22.customers.balance IS NULL AND fire22.customers.id < (
  SELECT $1::VARCHAR AS anon_1)
ORDER BY fire22.customers.balance ASC NULLS FIRST, fire22.customers.id DESC
LIMIT 3;
-- $1 = 'c3'
