// Writes a module for each shipped operation, and the configuration of relay-compiler. Relay demands that the name of
// an operation is the name of its module with Query or Mutation behind it: so `Receipts.ts` has `query ReceiptsQuery`.
// Nothing else of an operation is changed; its comments are left out.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const shipped = await import(join(process.env.UKETORI_REPOSITORY, 'tests/typed_clients/operations.mjs'));
mkdirSync('src/operations', { recursive: true });
mkdirSync('src/__generated__', { recursive: true });
for (const operation of shipped.operations) {
  const suffix = operation.kind === 'query' ? 'Query' : 'Mutation';
  const { text } = shipped.renamed(operation, operation.name + suffix);
  const module = `import { graphql } from 'relay-runtime';\n\nexport default graphql${shipped.literal(text)};\n`;
  writeFileSync(`src/operations/${operation.name}.ts`, module);
}
writeFileSync('schema.graphql', shipped.schema);
const config = {
  src: './src',
  schema: './schema.graphql',
  language: 'typescript',
  artifactDirectory: './src/__generated__',
  customScalarTypes: shipped.scalars,
  eagerEsModules: true,
};
writeFileSync('relay.config.json', JSON.stringify(config));
