// PostGraphile as a production user would run it: no logs, no GraphiQL, no explain, a pool and PostgreSQL settings like
// Polygraph's, prepared statements (its default). Its `outputDataAsString` was tried and changed nothing.
// `node server.mjs` with POSTGRES_URL and POOL_SIZE prints its address when it listens.
import { createServer } from "node:http";
import { postgraphile } from "postgraphile";
import { makePgService } from "postgraphile/adaptors/pg";
import { grafserv } from "postgraphile/grafserv/node";
import { PostGraphileAmberPreset } from "postgraphile/presets/amber";

const { POSTGRES_URL, POOL_SIZE } = process.env;
const service = postgraphile({
  extends: [PostGraphileAmberPreset],
  pgServices: [
    makePgService({
      connectionString: POSTGRES_URL,
      schemas: ["fire22", "hosting"],
      poolConfig: { max: Number(POOL_SIZE), options: "-c jit=off" },
    }),
  ],
  grafserv: { graphiql: false, watch: false },
  grafast: { explain: false },
});
const server = createServer();
await service.createServ(grafserv).addTo(server);
server.listen(0, "127.0.0.1", () => {
  console.log(`PostGraphile serves http://127.0.0.1:${server.address().port}/graphql`);
});
