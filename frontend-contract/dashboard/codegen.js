// Makes the types of the operations in src/**/*.graphql from the contract. An operation that does not fit it fails here.
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { globSync } from "node:fs";
import { dirname } from "node:path";
import { codegen } from "@graphql-codegen/core";
import { preset } from "@graphql-codegen/client-preset";
import { buildSchema, parse, validate } from "graphql";

const OUT = "src/generated/";
const text = await readFile("../schema.graphql", "utf8");
const documents = await Promise.all(
  globSync("src/**/*.graphql").sort().map(async (location) => {
    const rawSDL = await readFile(location, "utf8");
    return { location, rawSDL, document: parse(rawSDL) };
  }),
);

const together = { kind: "Document", definitions: documents.flatMap((each) => each.document.definitions) };
const mistakes = validate(buildSchema(text), together);
if (mistakes.length > 0) {
  console.error(mistakes.join("\n\n"));
  process.exit(1);
}

const files = await preset.buildGeneratesSection({
  baseOutputDir: OUT,
  schema: parse(text),
  schemaAst: buildSchema(text),
  documents,
  config: {
    // Numbers travel as text, whose digits are kept.
    scalars: { ID: "string", Decimal: "string", DateTime: "string", Date: "string", CurrencyCode: "string", CountryCode: "string" },
    strictScalars: false,
    defaultScalarType: "unknown",
    useTypeImports: true,
    enumsAsTypes: true,
    onlyOperationTypes: true,
  },
  presetConfig: { fragmentMasking: { unmaskFunctionName: "unmasked" } },
  plugins: [],
  pluginMap: {},
});

// Each is written over in its place, so that a development server that runs finds all of them at any time.
for (const file of files) {
  await mkdir(dirname(file.filename), { recursive: true });
  await writeFile(file.filename, await codegen(file));
}
