// Writes a module for each shipped operation; gql.tada reads its type from the text.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const shipped = await import(join(process.env.UKETORI_REPOSITORY, 'tests/typed_clients/operations.mjs'));
mkdirSync('src/operations', { recursive: true });
for (const { name, text } of shipped.operations) {
  const module = `import { graphql } from '../graphql.js';\n\nexport const ${name} = graphql(${shipped.literal(text)});\n`;
  writeFileSync(`src/operations/${name}.ts`, module);
}
const scalars = Object.entries(shipped.scalars).map(([name, type]) => `${name}: ${type}`);
writeFileSync('src/scalars.ts', `export type Scalars = { ${scalars.join('; ')} };\n`);
writeFileSync('schema.graphql', shipped.schema);
