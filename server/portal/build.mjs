// Builds the portal into dist/, as the server embeds it. Usage: npm ci --ignore-scripts && node build.mjs
//
// The names of the files carry a hash of their contents, so a browser may keep them for good. The same sources and the
// same lock file give the same bytes. The build ends with an error if types, texts or sizes are not right.
import { createHash } from 'node:crypto';
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { build, transform } from 'esbuild';
import { checkContrasts } from './contrast.mjs';
import { checkLayers } from './layers.mjs';

process.chdir(import.meta.dirname);
await import('./codegen.mjs');
execFileSync(process.execPath, ['node_modules/typescript/bin/tsc', '--noEmit'], { stdio: 'inherit' });

const LOCALES = '../../locales';
const TAGS = ['ja', 'en', 'zh-Hans', 'zh-Hant', 'ko', 'es', 'vi', 'tl'];
const TARGET = ['chrome111', 'firefox114', 'safari16.4'];
/** Limits in bytes after gzip. */
const BUDGET = { main: 34_000, css: 7_000, texts: 11_000, shell: 2_000, markdown: 18_500, first: 52_000 };

const files = new Map();
const add = (name, contents) => files.set(name, Buffer.from(contents));
const hashed = (name, contents) => {
  const hash = createHash('sha256').update(contents).digest('hex').slice(0, 10);
  return name.replace(/(\.\w+)$/, `-${hash}$1`);
};

// Texts: as they are, without the comments.
const textFiles = {};
const english = keysOf(read('en'));
for (const tag of TAGS.filter((tag) => existsSync(`${LOCALES}/${tag}/portal.ftl`))) {
  const text = read(tag)
    .replace(/^#.*\n/gm, '')
    .replace(/\n{2,}/g, '\n')
    .trimStart();
  compareKeys(tag, keysOf(text));
  const name = hashed(`${tag}.ftl`, text);
  add(name, text);
  textFiles[tag] = `/portal/${name}`;
}
checkUse();
checkContrasts();
checkLayers();

const options = { bundle: true, minify: true, target: TARGET, write: false, legalComments: 'external', metafile: true };
const boot = await build({
  ...options,
  entryPoints: { boot: 'src/boot.js' },
  outdir: 'dist',
  entryNames: '[name]-[hash]',
  format: 'iife',
});
const main = await build({
  ...options,
  entryPoints: { main: 'src/main.tsx', style: 'src/styles/main.css' },
  outdir: 'dist',
  entryNames: '[name]-[hash]',
  chunkNames: '[name]-[hash]',
  format: 'esm',
  splitting: true,
  jsx: 'automatic',
  jsxImportSource: 'preact',
  define: { TEXT_FILES: JSON.stringify(textFiles) },
  logLevel: 'warning',
});

let vendored = '';
for (const { path, contents, text } of [...boot.outputFiles, ...main.outputFiles]) {
  if (path.endsWith('.LEGAL.txt')) vendored += `${text.trim()}\n\n`;
  else add(basename(path), contents);
}

const nameOf = (start) => [...files.keys()].find((name) => name.startsWith(`${start}-`));
const mainFile = nameOf('main');
/** What the first page loads: the entry and the chunks that it imports at once. */
const first = imports(mainFile);
const modules = first
  .filter((name) => name !== mainFile)
  .map((name) => `<link rel="modulepreload" href="/portal/${name}">`)
  .join('\n');
const shell = readFileSync('index.html', 'utf8')
  .replace('{{css}}', nameOf('style'))
  .replace('{{boot}}', nameOf('boot'))
  .replace('{{main}}', mainFile)
  .replace('{{modules}}\n', modules === '' ? '' : `${modules}\n`);

rmSync('dist', { recursive: true, force: true });
mkdirSync('dist');
for (const [name, contents] of files) writeFileSync(`dist/${name}.gz`, gzip(contents));
writeFileSync('dist/index.html', shell);
writeFileSync('dist/texts.json', `${JSON.stringify(textFiles, null, 2)}\n`);
writeFileSync('dist/documents.json', `${JSON.stringify(await documents(), null, 2)}\n`);
writeFileSync('dist/LICENSES.txt', licenses(Object.keys(main.metafile.inputs), vendored));
printSizes();

function read(tag) {
  return readFileSync(`${LOCALES}/${tag}/portal.ftl`, 'utf8');
}

function keysOf(text) {
  return [...text.matchAll(/^([a-z][a-z0-9-]*) =/gm)].map((match) => match[1]);
}

/** Every language has the keys of the English texts, in their order. */
function compareKeys(tag, keys) {
  const at = english.findIndex((key, index) => keys[index] !== key);
  if (at >= 0 || keys.length !== english.length) {
    throw new Error(
      `locales/${tag}/portal.ftl: ${english[at] ?? 'the end'} is expected, not ${keys[at] ?? keys[english.length]}`,
    );
  }
}

/** Every text is used. That each used one exists, the compiler has checked. */
function checkUse() {
  const sources = readdirSync('src', { recursive: true }).filter(
    (file) => /\.tsx?$/.test(file) && !file.endsWith('keys.ts'),
  );
  const code = sources.map((file) => readFileSync(join('src', file), 'utf8')).join('\n');
  const unused = english.filter((key) => !code.includes(`t('${key}'`));
  if (unused.length > 0) throw new Error(`locales/en/portal.ftl: not used: ${unused.join(', ')}`);
}

/** A file and all that it imports before it runs. */
function imports(entry, seen = []) {
  if (seen.includes(entry)) return seen;
  seen.push(entry);
  const output = Object.entries(main.metafile.outputs).find(([path]) => basename(path) === entry)?.[1];
  for (const { path, kind } of output?.imports ?? []) if (kind === 'import-statement') imports(basename(path), seen);
  return seen;
}

/** Every document that the portal sends, by its name: the server's list of trusted documents. */
async function documents() {
  const { code } = await transform(readFileSync('src/api/operations.ts', 'utf8'), { loader: 'ts' });
  const all = Object.values(await import(`data:text/javascript,${encodeURIComponent(code)}`)).filter(
    (one) => typeof one === 'object',
  );
  const named = all.map(String).map((text) => [`sha256:${createHash('sha256').update(text).digest('hex')}`, text]);
  return Object.fromEntries(named.sort());
}

/** Reproducible: Node leaves the time zero, but names the operating system in byte 9. */
function gzip(contents) {
  const packed = gzipSync(contents, { level: 9 });
  packed[9] = 255; // unknown
  return packed;
}

/** Prints the sizes, and ends the build if one is over its budget. */
function printSizes() {
  const size = (name) => gzip(files.get(name)).length;
  for (const name of [...files.keys()].sort()) {
    const mark = first.includes(name) ? '  first page' : '';
    console.log(`${String(files.get(name).length).padStart(8)} ${String(size(name)).padStart(7)}  ${name}${mark}`);
  }
  const texts = Object.values(textFiles).map((path) => size(basename(path)));
  const markdown = Object.entries(main.metafile.outputs).filter(([, { inputs }]) =>
    Object.keys(inputs).some((path) => path.includes('mdast-util-from-markdown')),
  );
  const measured = {
    main: first.reduce((sum, name) => sum + size(name), 0),
    css: size(nameOf('style')),
    texts: Math.max(...texts),
    shell: gzip(Buffer.from(shell)).length + size(nameOf('boot')),
    markdown: markdown.reduce((sum, [path]) => sum + size(basename(path)), 0),
  };
  measured.first = measured.main + measured.css + measured.texts + measured.shell;
  const missing = TAGS.filter((tag) => !textFiles[tag]);
  if (missing.length > 0) console.log(`without texts of their own, in English: ${missing.join(', ')}`);
  let isOver = false;
  for (const [what, limit] of Object.entries(BUDGET)) {
    console.log(`${what.padEnd(9)} ${String(measured[what]).padStart(6)} of ${limit}`);
    isOver ||= measured[what] > limit;
  }
  if (isOver) throw new Error('over the budget');
}

/** The notices of every package that has a file in the bundle, and those inside its files. */
function licenses(inputs, vendored) {
  const folders = new Set(inputs.map((path) => path.match(/.*node_modules\/(?:@[^/]+\/)?[^/]+/)?.[0]).filter(Boolean));
  const parts = [...folders].sort().map((folder) => {
    const { name, version, license } = JSON.parse(readFileSync(`${folder}/package.json`, 'utf8'));
    const notices = readdirSync(folder)
      .filter((file) => /^(licen[cs]e|copying|notice)/i.test(file))
      .sort();
    const text = notices.map((file) => readFileSync(`${folder}/${file}`, 'utf8').trim()).join('\n\n');
    return `${name} ${version} (${license})\n\n${text || 'The package has no licence file.'}`;
  });
  const inside = vendored.trim() === '' ? [] : [`Notices inside these files\n\n${vendored.trim()}`];
  const line = '-'.repeat(80);
  return `The portal contains the following software.\n\n${[...parts, ...inside].map((part) => `${line}\n\n${part}\n`).join('\n')}`.replace(
    /\r\n?/g,
    '\n',
  );
}
