// The entry of the playground: GraphiQL with our tabs, our links, and no other host than our own.
import { useEffect, useState } from 'react';
import { createRoot } from 'react-dom/client';
import { GraphiQL } from 'graphiql';
import { HISTORY_PLUGIN } from '@graphiql/plugin-history';
import { pick, useGraphiQL, useMonaco } from '@graphiql/react';
import { TabFocus } from 'monaco-editor/esm/vs/editor/browser/config/tabFocus.js';
// The parts of graphiql/style.css without its embedded web fonts (0.3 MB): main.css names the system's.
import '@graphiql/react/style.css';
import '@graphiql/plugin-doc-explorer/style.css';
import '@graphiql/plugin-history/style.css';
import 'graphiql/graphiql.css';
import './main.css';
import { legible } from './themes.js';
import { PAGE, STEP, schema } from './audience.js';
import { Header, language } from './header.jsx';
import { INITIALLY_VISIBLE, NARROW, NextStep, STEPS_PLUGIN } from './steps.jsx';
import { filledText, forgetTabs, parse, parseDeepLink, prepareTabs, stepOf } from './tabs.js';
import { onSaid } from './status.js';
import { mailsBefore, prepare, takeTokens } from './trial.js';
import { NotYet, learn, learnFromVariables, storage, withValuesOfNow } from './values.js';

const WORKERS = { json: 'json', graphql: 'graphql' };
const { src: SCRIPT } = document.currentScript; // the workers are beside it, in the folder of this build
globalThis.MonacoEnvironment = {
  getWorker: (_id, label) => new Worker(new URL(`${WORKERS[label] ?? 'editor'}.worker.js`, SCRIPT)),
};

async function fetcher({ query, operationName, ...params }, options) {
  const step = stepOf(query);
  const notes = [await prepare(step)];
  let variables;
  try {
    const sent = await withValuesOfNow(step, params.variables, { moveOn: true });
    variables = sent.variables;
    notes.push(sent.note);
  } catch (error) {
    if (error instanceof NotYet) return { errors: [{ message: error.message }] };
    throw error;
  }
  learnFromVariables(step, variables);
  const before = await mailsBefore(step);
  const response = await fetch('/graphql', {
    method: 'POST',
    credentials: STEP.get(step)?.isApart ? 'omit' : 'same-origin',
    headers: {
      'Content-Type': 'application/json',
      Accept: 'application/graphql-response+json, application/json;q=0.9',
      'Accept-Language': language(),
      ...options?.headers,
    },
    body: JSON.stringify({ query, operationName: isNameOf(operationName, query) ? operationName : undefined, variables }),
  });
  const text = await response.text();
  let answer;
  try {
    answer = JSON.parse(text);
  } catch {
    // A proxy's error page: say so instead of "Unexpected token <".
    throw new Error(`HTTP ${response.status}, not JSON: ${text.slice(0, 200)}`);
  }
  const isLearnt = learn(step, variables, answer.data);
  if (before && isLearnt) notes.push(await takeTokens(step, before));
  const note = notes.filter(Boolean).join(' ');
  if (!note) return answer;
  const { extensions, ...rest } = answer;
  return { extensions: { ...extensions, playground: note }, ...rest }; // first, so that it is seen
}

/** For a moment after a change of tabs GraphiQL still has the name of the one before. */
function isNameOf(name, query) {
  return new RegExp(`^\\s*(query|mutation)\\s+${name}\\b`, 'm').test(query);
}

const active = prepareTabs(parseDeepLink(location.hash));
// The fragment may hold a mail's token: keep it out of the address bar and the history.
if (location.hash) history.replaceState(null, '', location.pathname + location.search);
// Only the fragment changes when a link is opened over this page: load anew to see it.
addEventListener('hashchange', () => location.hash && location.reload());

// A fragment would be taken for a deep link.
document.querySelector('.uketori-skip').addEventListener('click', (event) => {
  event.preventDefault();
  document.querySelector('.graphiql-query-editor .graphiql-editor')?.focus();
});

function beginAnew() {
  if (!confirm('Close all tabs, discard what you typed into them, and start with the first step?')) return;
  forgetTabs();
  location.reload();
}

/** What the playground waits for. */
function Status() {
  const [said, setSaid] = useState('');
  useEffect(() => onSaid(setSaid), []);
  return <span className="uketori-status" role="status">{said}</span>;
}

// Tab leads out of an editor again, for people without a mouse; the editors' option of that name does nothing.
TabFocus.setTabFocusMode(true);

const EDITOR_OPTIONS = {
  // Comments and messages are to be read without scrolling sideways.
  fontSize: 13,
  wordWrap: 'on',
  wrappingIndent: 'indent',
  // Japanese is no mistake.
  unicodeHighlight: { ambiguousCharacters: false, invisibleCharacters: false },
  // On a phone the width is for the text.
  ...(NARROW.matches && { fontSize: 12, lineNumbers: 'off', glyphMargin: false, folding: false, lineDecorationsWidth: 0 }),
};

/** What GraphiQL leaves to us: the editors' options, colours and roles, and that the active tab and its step can be seen. */
function Comfort() {
  const editors = Object.values(useGraphiQL(pick('queryEditor', 'variableEditor', 'headerEditor', 'responseEditor')));
  const { tabs, activeTabIndex } = useGraphiQL(pick('tabs', 'activeTabIndex'));
  const monaco = useMonaco((state) => state.monaco);
  useEffect(() => monaco && legible(monaco), [monaco]);
  useEffect(() => {
    for (const editor of editors) editor?.updateOptions(EDITOR_OPTIONS);
  }, editors);
  useEffect(() => {
    for (const active of document.querySelectorAll('.graphiql-tab-active, .uketori-steps [aria-current]')) {
      active.scrollIntoView({ block: 'nearest', inline: 'nearest' });
    }
  }, [activeTabIndex]);
  useEffect(plainTabs, [tabs, activeTabIndex]);
  return null;
}

/**
 * GraphiQL says that a tab of its list is a `tab`, but each has two buttons inside, which a `tab` may not have: screen
 * readers do not find them. So they are items of a list with buttons.
 */
function plainTabs() {
  document.querySelector('.graphiql-tabs')?.removeAttribute('role');
  for (const tab of document.querySelectorAll('.graphiql-tab')) {
    const isActive = tab.classList.contains('graphiql-tab-active');
    tab.removeAttribute('role');
    tab.removeAttribute('aria-selected');
    tab.querySelector('.graphiql-tab-button')?.setAttribute('aria-current', String(isActive));
  }
}

/** Puts the newest values into the variables of a step when it is opened, and again when an answer has come. */
function Filler() {
  const { tabs, activeTabIndex, isFetching, variableEditor } = useGraphiQL(
    pick('tabs', 'activeTabIndex', 'isFetching', 'variableEditor'),
  );
  const name = stepOf(tabs[activeTabIndex]?.query);
  useEffect(() => {
    if (!name || isFetching || !variableEditor) return undefined;
    let isLeft = false;
    const put = () => {
      const filled = isLeft ? null : filledText(name, variableEditor.getValue());
      if (filled) variableEditor.setValue(filled);
    };
    // A code that has to be waited for is told of when the step is run: opening a step moves no clock.
    withValuesOfNow(name, parse(variableEditor.getValue())).then(put, put);
    return () => {
      isLeft = true;
    };
  }, [name, activeTabIndex, isFetching, variableEditor]);
  return null;
}

createRoot(document.getElementById('playground')).render(
  <GraphiQL
    fetcher={fetcher}
    storage={storage}
    plugins={[STEPS_PLUGIN, HISTORY_PLUGIN]}
    visiblePlugin={INITIALLY_VISIBLE}
    initialQuery={active.query ?? ''}
    initialVariables={active.variables ?? ''}
    defaultQuery=""
    defaultEditorToolsVisibility="variables"
    shouldPersistHeaders={false}
    inputValueDeprecation
    schemaDescription
  >
    <Comfort />
    <Filler />
    <GraphiQL.Logo>
      <Header />
    </GraphiQL.Logo>
    <GraphiQL.Footer>
      <nav className="uketori-links" aria-label="Uketori">
        <NextStep />
        <a href={`${PAGE.applicants}/`}>Start page</a>
        <a href={`${PAGE.applicants}/mailbox`} target="uketori-mailbox">Mailbox</a>
        <a href={`${PAGE.applicants}/docs/FRONTEND`} target="_blank" rel="noopener">Guide</a>
        <a href={schema} target="_blank" rel="noopener">Schema</a>
        <button type="button" onClick={beginAnew}>Start over</button>
        <Status />
      </nav>
    </GraphiQL.Footer>
  </GraphiQL>,
);
