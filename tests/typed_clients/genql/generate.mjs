// Generates src/generated with genql, which reads the schema alone.
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

const shipped = await import(join(process.env.UKETORI_REPOSITORY, 'tests/typed_clients/operations.mjs'));
writeFileSync('schema.graphql', shipped.schema);
const scalars = Object.entries(shipped.scalars).flatMap(([name, type]) => ['--scalar', `${name}:${type}`]);
const paths = ['--schema', './schema.graphql', '--output', './src/generated'];
execFileSync('node_modules/.bin/genql', [...paths, ...scalars], { stdio: 'inherit' });
