SELECT kingpin.users.username
FROM kingpin.users
WHERE kingpin.users.username = any($1::VARCHAR(100)[])
ORDER BY kingpin.users.id ASC
LIMIT 21;
-- $1 = ['ann', 'cyd']
