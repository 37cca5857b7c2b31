// Lets the client of graphql-ws do all that it can with the service at the address given as the argument; prints what
// it saw, one JSON line for each operation or event. It ends when the service has been started anew.
import { createClient } from "graphql-ws";

const [, , url] = process.argv;
const print = (line) => console.log(JSON.stringify(line));

let connections = 0;
let reconnect;
const reconnected = new Promise((resolve) => (reconnect = resolve));
const client = createClient({
  url,
  lazy: false,
  keepAlive: 200,
  connectionParams: { token: "t" },
  retryAttempts: 100,
  retryWait: () => new Promise((resolve) => setTimeout(resolve, 100)),
  on: {
    connected: () => ++connections === 2 && reconnect(),
    closed: (event) => connections === 1 && print({ closed: event.code, reason: event.reason }),
  },
});

async function all(query, variables) {
  const results = [];
  try {
    for await (const result of client.iterate({ query, variables })) results.push(result);
    return { results };
  } catch (errors) {
    return { results, errors };
  }
}

print(await all("subscription ($to: Int!) { count(to: $to) }", { to: 3 }));
print(await all("{ hello }"));
print(await all('mutation { rename(name: "x") }'));
print(await all("subscription { nothing }"));
print(await all('subscription { broken(after: 1, kind: "lagged") }'));

const endless = client.iterate({ query: "subscription { forever }" });
print(await endless.next());
await endless.return();
print({ completed: true });

const parallel = [1, 2, 3].map((to) => all("subscription ($to: Int!) { count(to: $to) }", { to }));
print((await Promise.all(parallel)).map(({ results }) => results.length));

const interrupted = client.iterate({ query: "subscription { forever }" });
await interrupted.next();
print({ ready: true });
try {
  await interrupted.next();
} catch (errors) {
  print({ errors });
}
await reconnected;
print(await all("subscription ($to: Int!) { count(to: $to) }", { to: 1 }));
await client.dispose();
