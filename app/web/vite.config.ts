import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";

/** The gateway of `npm run dev`. */
const GATEWAY = process.env["GATEWAY"] ?? "http://127.0.0.1:8000";

export default defineConfig({
  base: "/",
  plugins: [react()],
  build: {
    outDir: "building",
    emptyOutDir: true,
    assetsDir: "assets",
    // The notices of the packages that the pages are bundled of, which their licences ask for.
    license: { fileName: "licences.md" },
    // A file written into another as a data: address would need a weaker Content-Security-Policy.
    assetsInlineLimit: 0,
    target: "es2023",
    modulePreload: { polyfill: false },
    // What Monaco needs is large, and GraphiQL loads it after its frame.
    chunkSizeWarningLimit: 5_000,
    rolldownOptions: {
      input: ["index.html", "graphiql.html"],
      // React's compiler leaves marks in GraphiQL's modules that mean nothing in a bundle.
      checks: { moduleLevelDirective: false },
    },
  },
  worker: { format: "es" },
  server: {
    // The cookbook lies beside this folder.
    fs: { allow: [".."] },
    proxy: { "/graphql": { target: GATEWAY, ws: true, bypass: (request) => pageOf(request.headers.accept) } },
  },
});

/** A browser that opens `/graphql` gets GraphiQL, as from the gateway. */
function pageOf(accept: string | undefined): string | undefined {
  return accept?.includes("text/html") ? "/graphiql.html" : undefined;
}
