// Lets the client of graphql-sse, in its distinct connections mode, do all that it can with the service at the address
// given as the argument; prints what it saw, one JSON line for each operation.
import { createClient } from "graphql-sse";

const [, , url] = process.argv;
const print = (line) => console.log(JSON.stringify(line));
const client = createClient({ url, retryAttempts: 0 });

async function all(query, variables) {
  const results = [];
  for await (const result of client.iterate({ query, variables })) results.push(result);
  return results;
}

print(await all("subscription ($to: Int!) { count(to: $to) }", { to: 3 }));
print(await all("{ hello }"));
print(await all("subscription { nothing }"));
print(await all('subscription { broken(after: 1, kind: "lagged") }'));

const endless = client.iterate({ query: "subscription { forever }" });
print(await endless.next());
await endless.return();
client.dispose();
