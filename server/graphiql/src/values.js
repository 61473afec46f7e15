// Values that one step gives and another takes: tokens of links, ids, codes. So nothing is copied by hand.
import { createLocalStorage } from '@graphiql/toolkit';
import { STEP, clock, demo, exampleOf } from './audience.js';

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

/** Keeps what a step gives that went well: parts of its answer or, with a `$` before the path, of its variables. */
export function learn(name, variables, data) {
  if (Object.values(data ?? {}).some((payload) => payload?.errors?.length > 0)) return;
  for (const [given, path] of Object.entries(STEP.get(name)?.gives ?? {})) {
    remember(given, path.startsWith('$') ? valueAt(variables, path.slice(1)) : valueAt(data, path));
  }
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

/** What a person has to do before the step can be run. */
export class NotYet extends Error {}

/**
 * The variables as they are to be sent: with the values that the page's server has at this moment. Where the next code
 * has to be waited for, fails with the system's clock. A manual clock stands still, so waiting would not help: with
 * `moveOn` it is moved to the next code, and `note` says so.
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

/** Moves the manual clock to the next code, and answers with what to tell the person. */
async function moveOnToNextCode({ clock: kind, nextCodeInSeconds: seconds }, moveOn) {
  const why = 'Each code works once, and the current ones have been used.';
  if (kind !== 'manual') throw new NotYet(`${why} Run this again in ${seconds} seconds.`);
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

function valueAt(from, path) {
  return path.split('.').reduce((value, key) => value?.[key], from);
}

/** Only into what is there: a step whose variables were typed anew keeps its form. */
function put(into, path, value) {
  const keys = path.split('.');
  const last = keys.pop();
  const holder = keys.reduce((found, key) => found?.[key], into);
  if (holder !== null && typeof holder === 'object') holder[last] = value;
}
