// Which tabs the playground opens with: the first step, those of an earlier visit, a deep link.
import { createLocalStorage } from '@graphiql/toolkit';
import operations from 'uketori:operations'; // the text of each operation by its name; build.mjs makes it
import defaultVariables from './operations/variables.json';
import chapters from './steps.json';

/** The steps of the manuals, in order. Each is an operation; `link` is the purpose of the token that it takes. */
export const STEPS = chapters.flatMap(({ steps }) => steps);
export { chapters };

const STEP = new Map(STEPS.map((step) => [step.name, step]));
const FIRST = STEPS[0].name;

/** The browser's storage, under names of our own. */
export const storage = createLocalStorage({ namespace: 'uketori' });

// GraphiQL's own keys and forms (STORAGE_KEY.tabs of @graphiql/react; each storageKey of graphiql's useDragResize).
const TABS_KEY = 'graphiql:tabState';
/** How wide things are at first, as a part of what is right of them: the list of steps, the editors. */
const WIDTHS = { 'graphiql:docExplorerFlex': '0.22', 'graphiql:editorFlex': '1.4' };
/** The newest token of each purpose, for tabs that are opened later. */
const LINKS_KEY = 'links';

/** The name of the step that an operation's text is, edited or not; undefined if it is none. */
export function stepOf(query) {
  const name = /^\s*(?:query|mutation)\s+(\w+)/m.exec(query ?? '')?.[1];
  return STEP.has(name) ? name : undefined;
}

/** What `encodeURIComponent(JSON.stringify({tab, variables, link}))` in the fragment asks for, or null. */
export function parseDeepLink(hash) {
  try {
    const { tab, variables, link } = JSON.parse(decodeURIComponent(hash.replace(/^#/, '')));
    if (!STEP.has(tab)) return null;
    const isLink = isObject(link) && typeof link.purpose === 'string' && typeof link.token === 'string';
    return { tab, variables: isObject(variables) ? variables : {}, link: isLink ? link : null };
  } catch {
    return null;
  }
}

/**
 * Stores the tabs to open and returns the active one. GraphiQL restores the text of the active
 * tab from other keys than the tabs, so the caller passes it explicitly: then both always agree.
 */
export function prepareTabs(deepLink) {
  const state = storedTabs() ?? { activeTabIndex: 0, tabs: [newTab(FIRST)] };
  if (deepLink?.link) {
    const { purpose, token } = deepLink.link;
    storage.setItem(LINKS_KEY, JSON.stringify({ ...links(), [purpose]: token, ANY: token }));
    const takers = STEPS.filter(({ link }) => link === purpose).map(({ name }) => name);
    for (const name of takers) if (indexOf(state, name) < 0) state.tabs.push(newTab(name));
    for (const tab of state.tabs) change(tab, tokenFor(stepOf(tab.query)));
  }
  if (deepLink) {
    if (indexOf(state, deepLink.tab) < 0) state.tabs.push(newTab(deepLink.tab));
    state.activeTabIndex = indexOf(state, deepLink.tab);
    change(state.tabs[state.activeTabIndex], deepLink.variables);
  }
  storage.setItem(TABS_KEY, JSON.stringify(state));
  for (const [key, width] of Object.entries(WIDTHS)) if (!storage.getItem(key)) storage.setItem(key, width);
  return state.tabs[state.activeTabIndex];
}

/** Forgets tabs and tokens: the next load begins anew. */
export function forgetTabs() {
  storage.removeItem(TABS_KEY);
  storage.removeItem(LINKS_KEY);
}

/** What a tab of this step holds when it is opened: the example, with the newest token that it takes. */
export function example(name) {
  const variables = deepMerge(defaultVariables[name] ?? {}, tokenFor(name));
  return { query: operations[name], variables: text(variables) };
}

/** The variables that put the newest token in its place; none for a step that takes none. */
function tokenFor(name) {
  const token = links()[STEP.get(name)?.link];
  if (!token) return {};
  return 'token' in defaultVariables[name] ? { token } : { input: { token } };
}

function links() {
  try {
    const stored = JSON.parse(storage.getItem(LINKS_KEY));
    return isObject(stored) ? stored : {};
  } catch {
    return {};
  }
}

function storedTabs() {
  try {
    const { tabs, activeTabIndex } = JSON.parse(storage.getItem(TABS_KEY));
    const usable = tabs.length > 0 && tabs.every((tab) => typeof tab.id === 'string' && typeof tab.title === 'string');
    return usable ? { tabs, activeTabIndex: activeTabIndex in tabs ? activeTabIndex : 0 } : null;
  } catch {
    return null;
  }
}

function indexOf({ tabs }, name) {
  return tabs.findIndex((tab) => stepOf(tab.query) === name);
}

function newTab(name) {
  return {
    id: crypto.randomUUID?.() ?? `${name}-${Date.now()}-${Math.random()}`, // randomUUID: https and loopback only
    title: name,
    ...example(name),
    headers: null,
    operationName: null,
    response: null,
  };
}

/** Merges values into a tab's variables; what was typed there and is no JSON makes way for the example. */
function change(tab, values) {
  if (Object.keys(values).length === 0) return;
  let variables;
  try {
    variables = JSON.parse(tab.variables);
  } catch {
    variables = null;
  }
  tab.variables = text(deepMerge(isObject(variables) ? variables : (defaultVariables[stepOf(tab.query)] ?? {}), values));
}

function text(variables) {
  return Object.keys(variables).length > 0 ? JSON.stringify(variables, null, 2) : null;
}

function deepMerge(base, over) {
  const merged = { ...base };
  for (const [key, value] of Object.entries(over)) {
    if (key === '__proto__') continue; // from a URL: would replace the prototype, not set a key
    merged[key] = isObject(value) && isObject(base[key]) ? deepMerge(base[key], value) : value;
  }
  return merged;
}

function isObject(value) {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
