// Runs every audit of graphql-http against the address given as the argument; prints one JSON line per audit.
import { serverAudits } from "graphql-http";

const [, , url] = process.argv;
for (const audit of serverAudits({ url, fetchFn: fetch })) {
  const result = await audit.fn();
  console.log(JSON.stringify({ id: result.id, name: result.name, status: result.status, reason: result.reason ?? null }));
}
