// Writes the shipped operations where Houdini looks for them, and its configuration.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const shipped = await import(join(process.env.UKETORI_REPOSITORY, 'tests/typed_clients/operations.mjs'));
mkdirSync('src/operations', { recursive: true });
for (const { name, text } of shipped.operations) writeFileSync(`src/operations/${name}.graphql`, text);
writeFileSync('schema.graphql', shipped.schema);
const scalars = Object.fromEntries(Object.entries(shipped.scalars).map(([name, type]) => [name, { type }]));
const config = { schemaPath: './schema.graphql', include: ['src/**/*.graphql'], scalars };
writeFileSync('houdini.config.js', `export default ${JSON.stringify(config)};\n`);
