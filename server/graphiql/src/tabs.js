// Which tabs the playground opens with: the examples, those of an earlier visit, a deep link.
import completeEmailChange from './operations/completeEmailChange.graphql';
import completePasswordReset from './operations/completePasswordReset.graphql';
import completeRegistration from './operations/completeRegistration.graphql';
import disavowChange from './operations/disavowChange.graphql';
import emailLink from './operations/emailLink.graphql';
import logIn from './operations/logIn.graphql';
import logOut from './operations/logOut.graphql';
import proceedToConfirmation from './operations/proceedToConfirmation.graphql';
import receipts from './operations/receipts.graphql';
import registerReceipt from './operations/registerReceipt.graphql';
import requestPasswordReset from './operations/requestPasswordReset.graphql';
import requestUserId from './operations/requestUserId.graphql';
import sessionStatus from './operations/sessionStatus.graphql';
import setFirstPassword from './operations/setFirstPassword.graphql';
import startRegistration from './operations/startRegistration.graphql';
import welcome from './operations/welcome.graphql';
import defaultVariables from './operations/variables.json';

/** The journey of the 2025 manual, in order, and what one may have forgotten: the tabs of a first visit. */
const JOURNEY = {
  welcome,
  startRegistration,
  emailLink,
  proceedToConfirmation,
  completeRegistration,
  logIn,
  receipts,
  registerReceipt,
  sessionStatus,
  logOut,
  requestUserId,
  requestPasswordReset,
  completePasswordReset,
};

/** What else a link may open: the other mails' links. */
const OPERATIONS = new Map(
  Object.entries({ ...JOURNEY, setFirstPassword, completeEmailChange, disavowChange }),
);

// GraphiQL's own key and form of the stored tabs (STORAGE_KEY.tabs of @graphiql/react).
const TABS_KEY = 'graphiql:tabState';

/** What `encodeURIComponent(JSON.stringify({tab, variables}))` in the fragment asks for, or null. */
export function parseDeepLink(hash) {
  try {
    const { tab, variables } = JSON.parse(decodeURIComponent(hash.replace(/^#/, '')));
    if (!OPERATIONS.has(tab)) return null;
    return { tab, variables: isObject(variables) ? variables : {} };
  } catch {
    return null;
  }
}

/**
 * Stores the tabs to open and returns the active one. GraphiQL restores the text of the active
 * tab from other keys than the tabs, so the caller passes it explicitly: then both always agree.
 */
export function prepareTabs(storage, deepLink) {
  let state = storedTabs(storage) ?? {
    activeTabIndex: 0,
    tabs: Object.keys(JOURNEY).map((name) => newTab(name)),
  };
  if (deepLink) {
    // An example that was never edited makes way; edited work stays as a tab of its own.
    const rest = state.tabs.filter((tab) => tab.query !== OPERATIONS.get(deepLink.tab));
    state = { activeTabIndex: 0, tabs: [newTab(deepLink.tab, deepLink.variables), ...rest] };
  }
  storage.setItem(TABS_KEY, JSON.stringify(state));
  return state.tabs[state.activeTabIndex];
}

/** Forgets the tabs: the next load opens the examples again. */
export function forgetTabs(storage) {
  storage.removeItem(TABS_KEY);
}

function storedTabs(storage) {
  try {
    const { tabs, activeTabIndex } = JSON.parse(storage.getItem(TABS_KEY));
    const usable = tabs.length > 0 && tabs.every((tab) => typeof tab.id === 'string' && typeof tab.title === 'string');
    return usable ? { tabs, activeTabIndex: activeTabIndex in tabs ? activeTabIndex : 0 } : null;
  } catch {
    return null;
  }
}

function newTab(name, overrides = {}) {
  const variables = deepMerge(defaultVariables[name] ?? {}, overrides);
  return {
    id: crypto.randomUUID?.() ?? `${name}-${Date.now()}-${Math.random()}`, // randomUUID: https and loopback only
    title: name,
    query: OPERATIONS.get(name),
    variables: Object.keys(variables).length > 0 ? JSON.stringify(variables, null, 2) : null,
    headers: null,
    operationName: null,
    response: null,
  };
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
