SELECT fire22.customers.id
FROM fire22.customers
WHERE fire22.customers.id = any($1::TEXT[]);
-- $1 = ['c9']

SELECT fire22.customers.name, fire22.customers.id
FROM fire22.customers
WHERE fire22.customers.id = any($1::TEXT[]);
-- $1 = ['c1']
