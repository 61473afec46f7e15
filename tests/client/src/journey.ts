// What the two halves of the journey share: saying what was expected, and the mailbox of the embedded mode.
import { setTimeout as pause } from 'node:timers/promises';
import type { Client, PayloadError } from './client.js';

/** How long a mail may take. */
const PATIENCE = 20_000;

/** Ends the journey with a sentence, unless something is as it should be. */
export function expect(condition: unknown, sentence: string): asserts condition {
  if (!condition) throw new Error(`not so: ${sentence}`);
}

/** Ends the journey if a payload has errors. */
export function succeeded<Payload extends { errors: readonly PayloadError[] }>(payload: Payload): Payload {
  expect(payload.errors.length === 0, `no error, but ${JSON.stringify(payload.errors)}`);
  return payload;
}

/** A mail, as `GET /mailbox/messages` lists it; only the embedded mode has that address. */
export interface Mail {
  kind: string;
  to: string[];
  text: string;
}

/** The newest mail of a kind to an address, as soon as it is there. */
export async function mailTo({ base }: Client, address: string, kind: string): Promise<Mail> {
  const deadline = Date.now() + PATIENCE;
  for (;;) {
    const response = await fetch(new URL('/mailbox/messages', base));
    const mails = (await response.json()) as Mail[];
    const mail = mails.find((mail) => mail.kind === kind && mail.to.includes(address));
    if (mail !== undefined) return mail;
    expect(Date.now() < deadline, `a mail ${kind} comes in time`);
    await pause(50);
  }
}

/** The token behind `#t=` of the link in a mail. A page takes it from `location.hash`, and removes it there. */
export function tokenOf({ text }: Mail): string {
  const token = /#t=([\w-]+)/.exec(text)?.[1];
  expect(token !== undefined, 'the mail has a link with a token');
  return token;
}
