// Generates generated/ with the client preset of GraphQL Code Generator, from the shipped operations and src/.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { preset } from '@graphql-codegen/client-preset';
import { codegen } from '@graphql-codegen/core';
import { parse } from 'graphql';

const shipped = await import(join(process.env.UKETORI_REPOSITORY, 'tests/typed_clients/operations.mjs'));
const own = readFileSync('src/page.graphql', 'utf8');
const texts = [...shipped.operations.map(({ text }) => text), own];

const files = await preset.buildGeneratesSection({
  baseOutputDir: 'generated/',
  schema: parse(shipped.schema),
  documents: texts.map((rawSDL) => ({ rawSDL, document: parse(rawSDL) })),
  config: { scalars: shipped.scalars, strictScalars: true, enumsAsTypes: true, useTypeImports: true, importExtension: '.js' },
  presetConfig: {},
  plugins: [],
  pluginMap: {},
});
mkdirSync('generated', { recursive: true });
for (const file of files) writeFileSync(file.filename, await codegen(file));
