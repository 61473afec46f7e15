// Generates generated/graphql.ts, as a front end does: types of the schema, and a typed document for each operation.
//
// It reads nothing but what a release has for clients: the schema, the scalars, and an operation for each step. They
// lie in the repository, which is two folders up, or where UKETORI_REPOSITORY says.
import { mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { codegen } from '@graphql-codegen/core';
import * as typedDocumentNode from '@graphql-codegen/typed-document-node';
import * as typescript from '@graphql-codegen/typescript';
import * as typescriptOperations from '@graphql-codegen/typescript-operations';
import { parse } from 'graphql';

const repository = process.env.UKETORI_REPOSITORY ?? '../..';
const operations = join(repository, 'server/graphiql/src/applicants/operations');
const read = (...path) => readFileSync(join(...path), 'utf8');

const documents = readdirSync(operations)
  .filter((file) => file.endsWith('.graphql'))
  .sort()
  .map((file) => ({ location: file, document: parse(read(operations, file)) }));

const text = await codegen({
  filename: 'generated/graphql.ts',
  schema: parse(read(repository, 'schema.graphql')),
  documents,
  config: {
    scalars: JSON.parse(read(repository, 'docs/client/scalars.json')),
    strictScalars: true, // a scalar that the map lacks ends the run
    enumsAsTypes: true,
    useTypeImports: true,
    skipTypename: true, // `__typename` is there where an operation asks for it
  },
  plugins: [{ typescript: {} }, { typescriptOperations: {} }, { typedDocumentNode: {} }],
  pluginMap: { typescript, typescriptOperations, typedDocumentNode },
});

mkdirSync('generated', { recursive: true });
writeFileSync('generated/graphql.ts', text);
console.log(`generated/graphql.ts: ${documents.length} operations`);
