// graphql-codegen over the whole contract: a type for each that it has, into the file that is named.
import { codegen } from "@graphql-codegen/core";
import * as typescript from "@graphql-codegen/typescript";
import { buildSchema, parse } from "graphql";
import { readFileSync, writeFileSync } from "node:fs";

const [contract, filename] = process.argv.slice(2);
const text = readFileSync(`${contract}/schema.graphql`, "utf8");
const strings = ["CountryCode", "CurrencyCode", "Date", "DateTime", "Decimal"];
const config = {
  scalars: { ...Object.fromEntries(strings.map((name) => [name, "string"])), JSON: "unknown" },
  strictScalars: true,
  enumsAsTypes: true,
  useTypeImports: true,
};
const made = await codegen({
  filename,
  schema: parse(text),
  schemaAst: buildSchema(text),
  documents: [],
  config,
  plugins: [{ typescript: {} }],
  pluginMap: { typescript },
});
writeFileSync(filename, made);
