// The entry of the playground: GraphiQL with our tabs, our links, and no other host than our own.
import { useEffect } from 'react';
import { createRoot } from 'react-dom/client';
import { GraphiQL } from 'graphiql';
import { pick, useGraphiQL } from '@graphiql/react';
import { createLocalStorage } from '@graphiql/toolkit';
// The parts of graphiql/style.css without its embedded web fonts (0.3 MB): main.css names the system's.
import '@graphiql/react/style.css';
import '@graphiql/plugin-doc-explorer/style.css';
import '@graphiql/plugin-history/style.css';
import 'graphiql/graphiql.css';
import './main.css';
import { forgetTabs, parseDeepLink, prepareTabs } from './tabs.js';

const WORKERS = { json: 'json', graphql: 'graphql' };
globalThis.MonacoEnvironment = {
  getWorker: (_id, label) => new Worker(`/graphiql/assets/${WORKERS[label] ?? 'editor'}.worker.js`),
};

const DEFAULT_HEADERS = '{"Accept-Language": "en"}';

async function fetcher(params, options) {
  const response = await fetch('/graphql', {
    method: 'POST',
    credentials: 'same-origin',
    headers: {
      'Content-Type': 'application/json',
      Accept: 'application/graphql-response+json, application/json;q=0.9',
      ...options?.headers,
    },
    body: JSON.stringify(params),
  });
  const text = await response.text();
  try {
    return JSON.parse(text);
  } catch {
    // A proxy's error page: say so instead of "Unexpected token <".
    throw new Error(`HTTP ${response.status}, not JSON: ${text.slice(0, 200)}`);
  }
}

const storage = createLocalStorage({ namespace: 'uketori' });
const deepLink = parseDeepLink(location.hash);
const active = prepareTabs(storage, deepLink);
// The fragment may hold a mail's token: keep it out of the address bar and the history.
if (location.hash) history.replaceState(null, '', location.pathname + location.search);
// Only the fragment changes when a link is opened over this page: load anew to see it.
addEventListener('hashchange', () => location.hash && location.reload());

function restoreExamples() {
  if (!confirm('Close all tabs and open the examples again?')) return;
  forgetTabs(storage);
  location.reload();
}

/** Smaller type and wrapped lines: comments and messages are to be read without scrolling sideways. */
function EditorOptions() {
  const editors = Object.values(useGraphiQL(pick('queryEditor', 'variableEditor', 'headerEditor', 'responseEditor')));
  useEffect(() => {
    for (const editor of editors) editor?.updateOptions({ fontSize: 13, wordWrap: 'on', wrappingIndent: 'indent' });
  }, editors);
  return null;
}

createRoot(document.getElementById('playground')).render(
  <GraphiQL
    fetcher={fetcher}
    storage={storage}
    initialQuery={active.query ?? ''}
    initialVariables={active.variables ?? ''}
    initialHeaders={DEFAULT_HEADERS}
    defaultHeaders={DEFAULT_HEADERS}
    defaultQuery=""
    defaultEditorToolsVisibility="variables"
    shouldPersistHeaders={false}
    inputValueDeprecation
    schemaDescription
  >
    <EditorOptions />
    <GraphiQL.Logo>
      <a className="graphiql-logo-link" href="/" title="Start page">Uketori</a>
    </GraphiQL.Logo>
    <GraphiQL.Footer>
      <nav className="uketori-links" aria-label="Uketori">
        <a href="/">Start page</a>
        <a href="/mailbox" target="uketori-mailbox">Mailbox</a>
        <a href="/schema.graphql" target="_blank" rel="noopener">Schema</a>
        <button type="button" onClick={restoreExamples}>Restore the example tabs</button>
      </nav>
    </GraphiQL.Footer>
  </GraphiQL>,
);
