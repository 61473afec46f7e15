// Asks a running server for its schema with every option that graphql-js has, as tools do:
// `node introspection.js http://127.0.0.1:8000/graphql schema.graphql`. Prints the schema as it was answered and as the
// file has it, and the directives; tests/audits.rs compares them.
import { readFileSync } from "node:fs";
import {
  buildClientSchema,
  buildSchema,
  getIntrospectionQuery,
  lexicographicSortSchema,
  printSchema,
  validateSchema,
} from "graphql";

const [url, file] = process.argv.slice(2);
const query = getIntrospectionQuery({
  descriptions: true,
  specifiedByUrl: true,
  directiveIsRepeatable: true,
  schemaDescription: true,
  inputValueDeprecation: true,
  experimentalDirectiveDeprecation: true,
  oneOf: true,
});
const headers = { "content-type": "application/json", accept: "application/graphql-response+json" };
const response = await fetch(url, { method: "POST", headers, body: JSON.stringify({ query }) });
const { data, errors } = await response.json();
if (errors) throw new Error(JSON.stringify(errors));

const schema = buildClientSchema(data);
const print = (schema) => printSchema(lexicographicSortSchema(schema));
console.log(
  JSON.stringify({
    faults: validateSchema(schema).map((fault) => fault.message),
    directives: schema.getDirectives().map((directive) => directive.name).sort(),
    answered: print(schema),
    published: print(buildSchema(readFileSync(file, "utf8"))),
  }),
);
