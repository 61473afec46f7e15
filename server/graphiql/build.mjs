// Bundles the playground into dist/, as the server embeds it. Usage: npm ci && node build.mjs
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename } from 'node:path';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';

process.chdir(import.meta.dirname);
const DIST = 'dist';
const AUDIENCES = ['applicants', 'officers'];

/** `uketori:operations`: the text of each operation by its audience and name. Each step has one, and each is a step. */
const operations = {
  name: 'operations',
  setup(build) {
    build.onResolve({ filter: /^uketori:operations$/ }, ({ path }) => ({ path, namespace: 'uketori' }));
    build.onLoad({ filter: /.*/, namespace: 'uketori' }, () => {
      const all = AUDIENCES.map((audience) => [audience, operationsOf(`src/${audience}`)]);
      return { contents: JSON.stringify(Object.fromEntries(all)), loader: 'json' };
    });
  },
};

function operationsOf(folder) {
  const steps = JSON.parse(readFileSync(`${folder}/steps.json`, 'utf8')).flatMap((chapter) => chapter.steps);
  const files = readdirSync(`${folder}/operations`).filter((file) => file.endsWith('.graphql'));
  if (files.length !== steps.length) throw new Error(`${folder}: ${files.length} operations, ${steps.length} steps`);
  const texts = steps.map(({ name }) => [name, readFileSync(`${folder}/operations/${name}.graphql`, 'utf8')]);
  return Object.fromEntries(texts);
}

const result = await build({
  entryPoints: {
    main: 'src/main.jsx',
    'json.worker': 'monaco-editor/esm/vs/language/json/json.worker.js',
    'graphql.worker': 'monaco-graphql/esm/graphql.worker.js',
    'editor.worker': 'monaco-editor/esm/vs/editor/editor.worker.js',
  },
  outdir: DIST,
  bundle: true,
  minify: true,
  keepNames: true, // GraphiQL names its icons after their components
  format: 'iife', // plain scripts: workers and page alike, no import map
  target: ['chrome111', 'firefox114', 'safari16.4'],
  jsx: 'automatic',
  define: { 'process.env.NODE_ENV': '"production"' },
  loader: { '.ttf': 'file' },
  plugins: [operations],
  assetNames: '[name]', // no hash: the server's list of files stays the same
  legalComments: 'external',
  metafile: true,
  write: false,
  logLevel: 'info',
});

rmSync(DIST, { recursive: true, force: true });
mkdirSync(DIST);
let vendored = '';
for (const { path, contents, text } of result.outputFiles) {
  const name = basename(path);
  if (name.endsWith('.LEGAL.txt')) vendored += `${text.trim()}\n\n`;
  else writeFileSync(`${DIST}/${name}.gz`, gzip(contents));
}
writeFileSync(`${DIST}/LICENSES.txt`, licenses(Object.keys(result.metafile.inputs), vendored));

for (const name of readdirSync(DIST)) {
  console.log(`${String(readFileSync(`${DIST}/${name}`).length).padStart(9)} ${DIST}/${name}`);
}

/** Reproducible: Node leaves the time zero, but names the operating system in byte 9. */
function gzip(contents) {
  const packed = gzipSync(contents, { level: 9 });
  packed[9] = 255; // unknown
  return packed;
}

/** The notices of every package that has a file in the bundle, and those inside its files. */
function licenses(inputs, vendored) {
  const folders = new Set(
    inputs.map((path) => path.match(/.*node_modules\/(?:@[^/]+\/)?[^/]+/)?.[0]).filter(Boolean),
  );
  const parts = [...folders].sort().map((folder) => {
    const { name, version, license, author, repository } = JSON.parse(readFileSync(`${folder}/package.json`, 'utf8'));
    const notices = readdirSync(folder).filter((file) => /^(licen[cs]e|copying|notice|thirdparty)/i.test(file));
    // Some packages leave the file out: name whose they are, and where the terms stand.
    const text = notices.length
      ? notices.sort().map((file) => readFileSync(`${folder}/${file}`, 'utf8').trim()).join('\n\n')
      : `No licence file in the package. Licence: ${license}. ` +
        `Copyright (c) ${author?.name ?? author ?? 'its contributors'}, ${repository?.url ?? repository ?? ''}. ` +
        `The terms of the MIT licence are printed under "graphql" below.`;
    return `${name} ${version} (${license})\n\n${text}`;
  });
  const codicons =
    'codicon.ttf (part of monaco-editor)\n\nCodicons, Copyright (c) Microsoft Corporation, ' +
    'https://github.com/microsoft/vscode-codicons, licensed under CC BY 4.0, https://creativecommons.org/licenses/by/4.0/legalcode';
  const head = 'The playground at /graphiql contains the following software.\n\n';
  const inside = `Notices inside these files\n\n${vendored.trim()}`;
  const lines = [...parts, codicons, inside].join(`\n\n${'-'.repeat(80)}\n\n`).replace(/\r\n?/g, '\n');
  return `${head}${'-'.repeat(80)}\n\n${lines}\n`;
}
