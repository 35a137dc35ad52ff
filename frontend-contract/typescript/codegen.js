// Makes types and documents of the operations of the contract, and of those in a directory that is named: node codegen.js [DIRECTORY].
// An operation that does not fit the contract fails here.
import { globSync } from "node:fs";
import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import { codegen } from "@graphql-codegen/core";
import { preset } from "@graphql-codegen/client-preset";
import { buildSchema, parse, validate } from "graphql";

const OUT = "src/generated/";
const text = await readFile("../schema.graphql", "utf8");
const schema = buildSchema(text);
const places = ["../operations", ...process.argv.slice(2)];
const documents = await Promise.all(
  places.flatMap((place) => globSync(`${place}/**/*.graphql`)).sort().map(async (location) => {
    const rawSDL = await readFile(location, "utf8");
    return { location, rawSDL, document: parse(rawSDL) };
  }),
);

const together = { kind: "Document", definitions: documents.flatMap((each) => each.document.definitions) };
const mistakes = validate(schema, together);
if (mistakes.length > 0) {
  console.error(mistakes.join("\n\n"));
  process.exit(1);
}

const files = await preset.buildGeneratesSection({
  baseOutputDir: OUT,
  schema: parse(text),
  schemaAst: schema,
  documents,
  config: {
    // Numbers travel as text, whose digits are kept.
    scalars: { ID: "string", Decimal: "string", DateTime: "string", Date: "string", CurrencyCode: "string", CountryCode: "string" },
    strictScalars: false,
    defaultScalarType: "unknown",
    useTypeImports: true,
    enumsAsTypes: true,
    onlyOperationTypes: true,
    documentMode: "string",
  },
  presetConfig: { fragmentMasking: false },
  plugins: [],
  pluginMap: {},
});

await rm(OUT, { recursive: true, force: true });
for (const file of files) {
  await mkdir(dirname(file.filename), { recursive: true });
  // Modules of Node name the files that they import.
  const made = (await codegen(file)).replace(/(from |import\()(['"])(\.\/[\w-]+)\2/g, '$1"$3.js"');
  await writeFile(file.filename, made);
}
