// Which tabs the playground opens with: the first step, those of an earlier visit, a deep link.
import { STEP, STEPS, exampleOf } from './audience.js';
import { fill, forgetValues, learnFromVariables, remember, storage } from './values.js';

const FIRST = STEPS[0].name;

// GraphiQL's own keys and forms (STORAGE_KEY.tabs of @graphiql/react; each storageKey of graphiql's useDragResize).
const TABS_KEY = 'graphiql:tabState';
/** How wide things are at first, as a part of what is right of them: the list of steps, the editors. */
const WIDTHS = { 'graphiql:docExplorerFlex': '0.22', 'graphiql:editorFlex': '1.4' };

/** The name of the step that an operation's text is, edited or not; undefined if it is none. */
export function stepOf(query) {
  const name = /^\s*(?:query|mutation)\s+(\w+)/m.exec(query ?? '')?.[1];
  const step = name && name[0].toLowerCase() + name.slice(1); // operations are in PascalCase
  return STEP.has(step) ? step : undefined;
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
  const brought = deepLink?.link ? [deepLink.link.purpose, 'ANY'] : [];
  for (const name of brought) remember(name, deepLink.link.token);
  for (const { name, takes } of STEPS) {
    if (brought[0] && Object.values(takes ?? {}).includes(brought[0]) && indexOf(state, name) < 0) {
      state.tabs.push(newTab(name));
    }
  }
  if (deepLink) {
    if (indexOf(state, deepLink.tab) < 0) state.tabs.push(newTab(deepLink.tab));
    state.activeTabIndex = indexOf(state, deepLink.tab);
    learnFromVariables(deepLink.tab, deepLink.variables);
    change(state.tabs[state.activeTabIndex], deepLink.variables);
  }
  for (const tab of state.tabs) tab.variables = filledText(stepOf(tab.query), tab.variables, brought) ?? tab.variables;
  storage.setItem(TABS_KEY, JSON.stringify(state));
  for (const [key, width] of Object.entries(WIDTHS)) if (!storage.getItem(key)) storage.setItem(key, width);
  return state.tabs[state.activeTabIndex];
}

/** Forgets tabs and values: the next load begins anew. */
export function forgetTabs() {
  storage.removeItem(TABS_KEY);
  forgetValues();
}

/** What a tab of this step holds when it is opened: the example, with the newest values that it takes. */
export function example(name) {
  const { query, variables } = exampleOf(name);
  return { query, variables: text(fill(name, variables)) };
}

/** A tab's variables with the newest values put in; null where that changes nothing. */
export function filledText(name, variables, anyway) {
  const parsed = parse(variables);
  const filled = parsed && text(fill(name, parsed, anyway));
  return filled && filled !== text(parsed) ? filled : null;
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
    title: name[0].toUpperCase() + name.slice(1), // as GraphiQL names a tab after its operation
    ...example(name),
    headers: null,
    operationName: null,
    response: null,
  };
}

/** Merges values into a tab's variables; what was typed there and is no JSON makes way for the example. */
function change(tab, values) {
  if (Object.keys(values).length === 0) return;
  tab.variables = text(deepMerge(parse(tab.variables) ?? exampleOf(stepOf(tab.query)).variables, values));
}

/** The variables as an object; null for a text that is none. */
export function parse(variables) {
  try {
    const parsed = JSON.parse(variables);
    return isObject(parsed) ? parsed : null;
  } catch {
    return null;
  }
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
