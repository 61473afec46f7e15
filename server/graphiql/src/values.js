// Values that one step gives and another takes: tokens of links, ids, codes. So nothing is copied by hand.
import { createLocalStorage } from '@graphiql/toolkit';
import { STEP, clock, demo, exampleOf } from './audience.js';
import { say } from './status.js';

/** The browser's storage, under names of our own. */
export const storage = createLocalStorage({ namespace: 'uketori' });

/** All values by their names, the newest of each first. */
const KEY = 'values';
/** How many are known of each: enough to tell what was filled in from what was typed. */
const KNOWN = 20;
/** Values that work once: the server has none of them from the use of one until the next one. */
const ONE_TIME = ['CODE', 'COLLEAGUE_CODE'];

function known() {
  try {
    const stored = JSON.parse(storage.getItem(KEY));
    return stored !== null && typeof stored === 'object' ? stored : {};
  } catch {
    return {};
  }
}

/** Keeps a value for the steps that take it. */
export function remember(name, value) {
  if (typeof value !== 'string' && typeof value !== 'number') return;
  const values = known();
  values[name] = [value, ...(values[name] ?? []).filter((older) => older !== value)].slice(0, KNOWN);
  storage.setItem(KEY, JSON.stringify(values));
}

/** Forgets them all. */
export function forgetValues() {
  storage.removeItem(KEY);
}

/**
 * Keeps what a step gives that went well: parts of its answer or, with a `$` before the path, of its variables. Answers
 * whether it went well.
 */
export function learn(name, variables, data) {
  if (!data || Object.values(data).some((payload) => payload?.errors?.length > 0)) return false;
  for (const [given, path] of Object.entries(STEP.get(name)?.gives ?? {})) {
    if (path.startsWith('@')) continue; // comes with an email
    remember(given, path.startsWith('$') ? valueAt(variables, path.slice(1)) : valueAt(data, path));
  }
  return true;
}

/** Keeps what stands in the variables where the step takes values: what was typed or brought is the newest by now. */
export function learnFromVariables(name, variables) {
  for (const [path, taken] of Object.entries(STEP.get(name)?.takes ?? {})) remember(taken, valueAt(variables, path));
}

/**
 * The variables with the newest values in their places. What a person typed there stays: only the example's value and
 * older values make way. `anyway` are the names of values that are put in all the same.
 */
export function fill(name, variables, anyway = []) {
  const values = known();
  const filled = structuredClone(variables);
  for (const [path, taken] of Object.entries(STEP.get(name)?.takes ?? {})) {
    const newest = values[taken]?.[0];
    if (newest === undefined) continue;
    if (anyway.includes(taken) || isOurs(name, variables, path, values[taken])) put(filled, path, newest);
  }
  return filled;
}

/** The newest value of this name; undefined without one. */
export function newest(name) {
  return known()[name]?.[0];
}

/** What a person has to do before the step can be run. */
export class NotYet extends Error {}

/**
 * The variables as they are to be sent: with the values that the page's server has at this moment. Where the next code
 * has to be waited for, `moveOn` says what to do: without it this fails. With it the system's clock is waited for. A
 * manual clock stands still, so waiting would not help: it is moved to the next code. `note` says what was done.
 */
export async function withValuesOfNow(name, variables, { moveOn = false } = {}) {
  const taken = Object.entries(STEP.get(name)?.takes ?? {});
  if (!demo || !variables || taken.length === 0) return { variables };
  const ours = taken.filter(([path, value]) => isOurs(name, variables, path, known()[value] ?? []));
  let told = await askServer();
  if (!told) return { variables };
  let note;
  const isUsedUp = ours.some(([, value]) => ONE_TIME.includes(value) && told.values[value] === null);
  if (isUsedUp && told.nextCodeInSeconds !== null) {
    note = await moveOnToNextCode(told, moveOn);
    told = (await askServer()) ?? told;
  }
  const filled = structuredClone(variables);
  for (const [path, value] of ours) {
    if (!(value in told.values)) continue;
    remember(value, told.values[value]);
    if (told.values[value] !== null) put(filled, path, told.values[value]);
  }
  return { variables: filled, note };
}

/** What the page's server offers; undefined if it does not answer with that. */
async function askServer() {
  const response = await fetch(demo);
  return response.ok ? response.json() : undefined;
}

/** Waits for the next code, or moves the manual clock to it, and answers with what to tell the person. */
async function moveOnToNextCode({ clock: kind, nextCodeInSeconds: seconds }, moveOn) {
  const why = 'Each code works once, and the current ones have been used.';
  if (kind !== 'manual') {
    if (!moveOn) throw new NotYet(`${why} The next one comes in ${seconds} seconds.`);
    say(`${why} Waiting ${seconds} seconds for the next one …`);
    await new Promise((go) => setTimeout(go, seconds * 1000 + 200));
    say('');
    return `${why} The playground waited for the next one.`;
  }
  const isMoved = moveOn && (await advance(seconds));
  if (!isMoved) throw new NotYet(`${why} The clock stands still: move it by ${seconds} seconds on the start page.`);
  return `${why} The clock stands still, so the playground moved it on by ${seconds} seconds, to the next code.`;
}

async function advance(seconds) {
  const response = await fetch(clock, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ advance: `PT${seconds}S` }),
  });
  return response.ok;
}

/** Whether nobody typed what stands there. */
function isOurs(name, variables, path, values) {
  const there = valueAt(variables, path);
  return there === undefined || there === valueAt(exampleOf(name).variables, path) || values.includes(there);
}

/** `!key` in a path is the first member of a list in which that key is not true. */
function valueAt(from, path) {
  const next = (value, key) => (key.startsWith('!') ? value?.find?.((one) => !one[key.slice(1)]) : value?.[key]);
  return path.split('.').reduce(next, from);
}

/** Only into what is there: a step whose variables were typed anew keeps its form. */
function put(into, path, value) {
  const keys = path.split('.');
  const last = keys.pop();
  const holder = keys.reduce((found, key) => found?.[key], into);
  if (holder !== null && typeof holder === 'object') holder[last] = value;
}
