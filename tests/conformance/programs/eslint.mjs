// graphql-eslint over the contract and the operations that it shows: its recommended rules, and those of Relay, as they are set
// there. Where the contract goes another way, it says here why. Prints what is left, a line each.
import graphql from "@graphql-eslint/eslint-plugin";
import { ESLint } from "eslint";
import { buildSchema, isObjectType } from "graphql";
import { readFileSync } from "node:fs";

const contract = process.argv[2];
const schema = buildSchema(readFileSync(`${contract}/schema.graphql`, "utf8"), { assumeValid: true });

// What is looked up is a Node, and has an id. Payloads, pages, refusals, changes and values are parts of an answer: nobody asks for
// one again, so there is nothing that an id of theirs would be for.
const parts = Object.values(schema.getTypeMap())
  .filter((type) => isObjectType(type) && !type.getInterfaces().some(({ name }) => name === "Node"))
  .map(({ name }) => name);

const OPTIONS = {
  "@graphql-eslint/strict-id-in-types": [{ exceptions: { types: parts } }],
  // Short lists that belong to their document, such as the lines of an order, are read whole and need no pages.
  "@graphql-eslint/relay-edge-types": [{ withEdgeSuffix: true, shouldImplementNode: true, listTypeCanWrapOnlyEdgeType: false }],
};

const ACCEPTED = [
  // The name is that of its code, ID_OF_OTHER_TYPE: it is about types.
  'Type "IdOfOtherType" should not have "Type" suffix',
  // The day that stands on an invoice, beside dueOn and postedOn: `on` alone is no name.
  'Field "invoiceOn" starts with the name of the parent type "Invoice"',
];

const rulesOf = (...names) => {
  const rules = Object.assign({}, ...names.map((name) => graphql.configs[name].rules));
  return Object.fromEntries(
    Object.entries(rules).map(([name, set]) => [name, OPTIONS[name] ? ["error", ...OPTIONS[name]] : set]),
  );
};

const checked = (files, rules) => ({
  files,
  rules,
  plugins: { "@graphql-eslint": graphql },
  languageOptions: {
    parser: graphql.parser,
    parserOptions: { graphQLConfig: { schema: `${contract}/schema.graphql`, documents: `${contract}/operations/**/*.graphql` } },
  },
});

const eslint = new ESLint({
  cwd: contract,
  overrideConfigFile: true,
  overrideConfig: [
    checked(["schema.graphql"], rulesOf("flat/schema-recommended", "flat/schema-relay")),
    checked(["operations/**/*.graphql"], rulesOf("flat/operations-recommended")),
  ],
});

const results = await eslint.lintFiles(["schema.graphql", "operations/**/*.graphql"]);
const told = results.flatMap(({ filePath, messages }) => messages.map((each) => ({ filePath, ...each })));
for (const { filePath, line, ruleId, message } of told) {
  if (!ACCEPTED.includes(message)) console.log(`${filePath}:${line} ${ruleId} ${message}`);
}
for (const message of ACCEPTED) {
  if (!told.some((each) => each.message === message)) console.log(`No longer so: ${message}`);
}
console.log(`${results.length} files`);
