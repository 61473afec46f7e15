// Serves dist/ while you work on the portal, and forwards the rest to a running server, as its proxy would.
// Usage: cargo run -- --public-url http://127.0.0.1:3000/, and beside it: node serve.mjs [http://127.0.0.1:8000] [3000]
import { existsSync, readFileSync } from 'node:fs';
import { createServer, request } from 'node:http';

const api = new URL(process.argv[2] ?? 'http://127.0.0.1:8000');
const port = Number(process.argv[3] ?? 3000);
const DIST = `${import.meta.dirname}/dist`;
const TYPES = {
  js: 'text/javascript',
  css: 'text/css',
  ftl: 'text/plain; charset=utf-8',
  txt: 'text/plain; charset=utf-8',
};
/** What the server answers itself. */
const FORWARDED = /^\/(graphql|graphiql|mailbox|clock|demo)(\/|$)/;
const POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; base-uri 'none'; " +
  "form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'";

const read = (name) => readFileSync(`${DIST}/${name}`);

createServer((message, response) => {
  const path = new URL(message.url, api).pathname;
  if (FORWARDED.test(path)) forward(message, response);
  else if (path.startsWith('/portal/')) send(path.slice('/portal/'.length), response);
  else shell(message, response);
}).listen(port, '127.0.0.1', () => console.log(`http://127.0.0.1:${port}/`));

function forward(message, response) {
  const headers = { ...message.headers, host: api.host };
  if (headers.origin) headers.origin = api.origin;
  const { hostname, port } = api;
  const upstream = request({ hostname, port, path: message.url, method: message.method, headers }, (answer) => {
    response.writeHead(answer.statusCode, answer.headers);
    answer.pipe(response);
  });
  upstream.on('error', () => response.writeHead(502).end());
  message.pipe(upstream);
}

function send(name, response) {
  const isPlain = name === 'LICENSES.txt';
  if (!/^[\w.-]+$/.test(name) || !existsSync(`${DIST}/${isPlain ? name : `${name}.gz`}`)) {
    response.writeHead(404).end();
    return;
  }
  response.setHeader('content-type', TYPES[name.split('.').at(-1)] ?? 'application/octet-stream');
  response.setHeader('x-content-type-options', 'nosniff');
  if (!isPlain)
    response.setHeader('content-encoding', 'gzip').setHeader('cache-control', 'max-age=31536000, immutable');
  response.end(read(isPlain ? name : `${name}.gz`));
}

/** The page of every address, in the language that the browser wants first. */
function shell(message, response) {
  const texts = JSON.parse(read('texts.json'));
  const wanted = (message.headers['accept-language'] ?? '').split(/[,;]/)[0].trim();
  const language = Object.keys(texts).find((tag) => wanted === tag || wanted.startsWith(`${tag}-`)) ?? 'en';
  const facts = {
    language,
    title: 'Online Residence Application System',
    phone: '050-0000-0000',
    email: 'help@uketori.example',
    trial: 'yes',
    texts: texts[language].slice('/portal/'.length),
  };
  response.setHeader('content-type', 'text/html; charset=utf-8').setHeader('cache-control', 'no-store');
  response.setHeader('content-security-policy', POLICY).setHeader('referrer-policy', 'no-referrer');
  response.end(
    read('index.html')
      .toString()
      .replace(/\{\{(\w+)\}\}/g, (_, name) => facts[name]),
  );
}
