import type { CodegenConfig } from "@graphql-codegen/cli";

const config: CodegenConfig = {
  schema: "../../schema.graphql",
  documents: ["src/**/*.{ts,tsx,graphql}", "!src/graph/**"],
  ignoreNoDocuments: true,
  generates: {
    "src/graph/": {
      preset: "client",
      presetConfig: { fragmentMasking: false },
      config: {
        // Only the types that the documents use: the schema has thousands.
        onlyOperationTypes: true,
        enumsAsTypes: true,
        useTypeImports: true,
        strictScalars: true,
        scalars: { BigInt: "string", Date: "string", DateTime: "string", Decimal: "string", JSON: "unknown", UUID: "string" },
      },
    },
  },
};

export default config;
