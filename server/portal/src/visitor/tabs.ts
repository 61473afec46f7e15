// The tabs of one browser know of each other: one logs in or out, or extends the session, and the others follow. A
// page that sets the first password also asks whether the top page or the login is open (R112).
import type { Times } from './session';

export type Message =
  | { kind: 'in'; userId: string }
  | { kind: 'out' }
  | { kind: 'extended'; times: Times }
  | { kind: 'who' }
  | { kind: 'here' };

/** How long the other tabs have to answer, in milliseconds. */
const ANSWER_TIME = 300;

const channel = new BroadcastChannel('uketori');

export const announce = (message: Message): void => channel.postMessage(message);

/** Calls `listener` for each message of another tab. Returns what ends it. */
export function onTabs(listener: (message: Message) => void): () => void {
  const listen = (event: MessageEvent<Message>): void => listener(event.data);
  channel.addEventListener('message', listen);
  return () => channel.removeEventListener('message', listen);
}

/** Whether another tab shows the top page or the login. */
export function isPortalOpenElsewhere(): Promise<boolean> {
  return new Promise((answer) => {
    const end = onTabs((message) => {
      if (message.kind === 'here') done(true);
    });
    const timer = setTimeout(() => done(false), ANSWER_TIME);
    function done(isOpen: boolean): void {
      end();
      clearTimeout(timer);
      answer(isOpen);
    }
    announce({ kind: 'who' });
  });
}
