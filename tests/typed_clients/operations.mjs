// What a release has for clients, read from the repository: the schema, the scalars, and an operation for each step.
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

const repository = process.env.UKETORI_REPOSITORY;
const read = (...path) => readFileSync(join(repository, ...path), 'utf8');
const folder = 'server/graphiql/src/applicants/operations';

export const schema = read('schema.graphql');

/** The type in TypeScript of each scalar, e.g. { Date: 'string' }. */
export const scalars = Object.fromEntries(
  Object.entries(JSON.parse(read('docs/client/scalars.json'))).map(([name, { output }]) => [name, output]),
);

/** The operations as they are shipped, named in PascalCase: their kind, name and text. */
export const operations = readdirSync(join(repository, folder))
  .filter((file) => file.endsWith('.graphql'))
  .sort()
  .map((file) => named(read(folder, file)));

function named(text) {
  const [, kind, name] = /^(query|mutation) (\w+)/m.exec(text);
  return renamed({ kind, text }, name[0].toUpperCase() + name.slice(1));
}

/** The same operation with another name. */
export function renamed({ kind, text }, name) {
  return { kind, name, text: text.replace(/^(query|mutation) \w+/m, `${kind} ${name}`) };
}

/** A text as a literal of JavaScript. Without its comments: relay-compiler skips a literal with an escaped backtick. */
export function literal(text) {
  const bare = text.replace(/^#.*\n/gm, '');
  if (/[\\`]|\$\{/.test(bare)) throw new Error(`a character to escape: ${bare}`);
  return `\`\n${bare}\``;
}
