// graphql-inspector: the operations against the contract, and the contract against the last release. Prints what breaks, a line each.
import { CriticalityLevel, diff, validate } from "@graphql-inspector/core";
import { buildSchema, Source } from "graphql";
import { globSync, readFileSync } from "node:fs";

const contract = process.argv[2];
const schemaIn = (path) => buildSchema(readFileSync(path, "utf8"), { assumeValid: true });
const schema = schemaIn(`${contract}/schema.graphql`);
const released = schemaIn(`${contract}/released/schema.graphql`);
const sources = globSync(`${contract}/operations/**/*.graphql`).map((path) => new Source(readFileSync(path, "utf8"), path));

// With the limits that a server has: what is deprecated is told of too.
const invalid = validate(schema, sources, { strictDeprecated: true, maxDepth: 12, maxAliasCount: 30, maxDirectiveCount: 20, maxTokenCount: 2000 });
for (const { source, errors, deprecated } of invalid) {
  for (const each of [...errors, ...deprecated]) console.log(`${source.name}: ${each.message}`);
}

const changes = await diff(released, schema);
for (const { criticality, message } of changes) {
  if (criticality.level === CriticalityLevel.Breaking) console.log(`Since the release: ${message}`);
}

console.log(`${sources.length} operations`);
