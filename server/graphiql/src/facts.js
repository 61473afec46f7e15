// What one step tells and another takes: tokens of links, ids, codes. So nothing is copied by hand.
import { createLocalStorage } from '@graphiql/toolkit';
import { STEP, demo, exampleOf } from './audience.js';

/** The browser's storage, under names of our own. */
export const storage = createLocalStorage({ namespace: 'uketori' });

/** All facts: the values of each, the newest first. */
const KEY = 'facts';
/** So many are known of each: enough to tell what was filled in from what was typed. */
const KNOWN = 20;

function known() {
  try {
    const stored = JSON.parse(storage.getItem(KEY));
    return stored !== null && typeof stored === 'object' ? stored : {};
  } catch {
    return {};
  }
}

/** Keeps a fact for the steps that take it. */
export function remember(name, value) {
  if (typeof value !== 'string' && typeof value !== 'number') return;
  const facts = known();
  facts[name] = [value, ...(facts[name] ?? []).filter((older) => older !== value)].slice(0, KNOWN);
  storage.setItem(KEY, JSON.stringify(facts));
}

/** Forgets them all. */
export function forgetFacts() {
  storage.removeItem(KEY);
}

/** Keeps what a step gives that went well: parts of its answer or, with a `$` before the path, of its variables. */
export function learn(name, variables, data) {
  if (Object.values(data ?? {}).some((payload) => payload?.errors?.length > 0)) return;
  for (const [fact, path] of Object.entries(STEP.get(name)?.gives ?? {})) {
    remember(fact, path.startsWith('$') ? valueAt(variables, path.slice(1)) : valueAt(data, path));
  }
}

/** Keeps what stands in the variables where the step takes facts: what was typed or brought is the newest by now. */
export function learnFromVariables(name, variables) {
  for (const [path, fact] of Object.entries(STEP.get(name)?.takes ?? {})) remember(fact, valueAt(variables, path));
}

/**
 * The variables with the newest facts in their places. What a person typed there stays: only the example's value and
 * older facts make way. `anyway` are facts that are put in all the same.
 */
export function fill(name, variables, anyway = []) {
  const facts = known();
  const filled = structuredClone(variables);
  for (const [path, fact] of Object.entries(STEP.get(name)?.takes ?? {})) {
    const newest = facts[fact]?.[0];
    if (newest === undefined) continue;
    if (anyway.includes(fact) || isOurs(name, variables, path, facts[fact])) put(filled, path, newest);
  }
  return filled;
}

/** What a person has to do before the step can be run. */
export class NotYet extends Error {}

/**
 * The variables as they are to be sent: with the facts that the page's server tells of this moment. Fails where the
 * next code has to be waited for.
 */
export async function withFactsOfNow(name, variables) {
  const taken = Object.entries(STEP.get(name)?.takes ?? {});
  if (!demo || !variables || taken.length === 0) return variables;
  const response = await fetch(demo);
  if (!response.ok) return variables;
  const { facts, nextCodeInSeconds } = await response.json();
  const filled = structuredClone(variables);
  for (const [path, fact] of taken) {
    if (!(fact in facts) || !isOurs(name, variables, path, known()[fact] ?? [])) continue;
    if (facts[fact] === null && nextCodeInSeconds !== null) {
      throw new NotYet(`Each code works once, and the current ones have been used. Run this again in ${nextCodeInSeconds} seconds.`);
    }
    remember(fact, facts[fact]);
    if (facts[fact] !== null) put(filled, path, facts[fact]);
  }
  return filled;
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
