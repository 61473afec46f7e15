// What the trial does for a person who only runs one step after the other: it takes the token from the email that a step
// has sent, and issues a certificate to an applicant who has just registered.
import { STEP, mailbox } from './audience.js';
import { say } from './status.js';
import { newest, remember } from './values.js';

/** How long an email may take, and how often to look, in milliseconds. */
const [PATIENCE, PAUSE] = [10_000, 150];

/** The pages whose links the email of a step has, by the names of the tokens in them. */
function awaited(name) {
  const given = Object.entries(STEP.get(name)?.gives ?? {});
  return given.filter(([, path]) => path.startsWith('@')).map(([value, path]) => [value, path.slice(1)]);
}

/** Before a step is run: asks the server for what it `asks`. Answers with what to tell the person, if anything. */
export async function prepare(name) {
  const asks = STEP.get(name)?.asks;
  const userId = newest('USER_ID');
  if (!asks || !userId) return undefined;
  const response = await fetch(asks, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ userId }),
  });
  if (!response.ok) return undefined; // the account has other certificates
  const { values, isNew } = await response.json();
  for (const [value, found] of Object.entries(values)) remember(value, found);
  return isNew ? `This trial has issued the certificate ${values.CERTIFICATE} to ${userId}. Its email is in /mailbox.` : undefined;
}

/** The ids of the emails so far, if the step sends one whose token is awaited. */
export async function mailsBefore(name) {
  return mailbox && awaited(name).length > 0 ? new Set((await mails()).map(({ id }) => id)) : undefined;
}

/** Waits for the emails that the step has sent since then, and keeps their tokens. Answers with what to tell the person. */
export async function takeTokens(name, before) {
  const missing = new Map(awaited(name));
  say('Waiting for the email …');
  for (const end = Date.now() + PATIENCE; missing.size > 0 && Date.now() < end; ) {
    const arrived = (await mails()).filter(({ id }) => !before.has(id));
    for (const [value, page] of missing) {
      const token = arrived.map(({ text }) => tokenIn(text, page)).find(Boolean);
      if (!token) continue;
      missing.delete(value);
      remember(value, token);
      remember('ANY', token);
    }
    if (missing.size > 0) await new Promise((go) => setTimeout(go, PAUSE));
  }
  say('');
  return missing.size === 0
    ? 'The email has arrived in /mailbox. The playground has taken the token from its link.'
    : 'The email has not arrived yet. Look for it in /mailbox, and follow its link.';
}

async function mails() {
  const response = await fetch(mailbox, { cache: 'no-store' });
  return response.ok ? response.json() : [];
}

/** The token of the link to this page in the text of an email. */
function tokenIn(text, page) {
  return new RegExp(`/${page}#t=([\\w-]+)`).exec(text)?.[1];
}
