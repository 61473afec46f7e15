// Who is logged in, and what the frame of every page shows. Everything private that outlives a screen is here, and is
// dropped when the session is over.
import { useEffect } from 'preact/hooks';
import { ask, type Trouble } from '../api/ask';
import { FrameDocument, LogOutDocument, type FrameQuery, type LogInMutation } from '../api/operations';
import { useQuery, type Asked } from '../api/query';
import type { TypedDocumentString } from '../api/operations';
import { keep } from '../kept';
import { Store, useStore } from '../store';
import { speak, language } from '../texts/speech';
import { byLanguage } from '../texts/languages';
import { setScheme } from './scheme';
import { readTimes } from './session';
import { announce, onTabs } from './tabs';

export type Site = FrameQuery['site'];
export type Viewer = NonNullable<LogInMutation['logIn']['viewer']>;

interface Frame {
  site: Site | null;
  viewer: Viewer | null;
  /** Whether the API has said who is logged in. */
  isKnown: boolean;
  trouble: Trouble | null;
}

export const frame = new Store<Frame>({ site: null, viewer: null, isKnown: false, trouble: null });

/** Whether an address leads to a screen that needs a login. */
export const isPrivate = (path: string): boolean => /^\/(receipts|my-page)/.test(path);

/** Why the last session is over, in words; empty if the server did not say. Null if there was none. */
export const sessionEnd = new Store<string | null>(null);

/** Somebody else has logged in in another tab, so what this tab shows is not theirs. */
export const replacedBy = new Store<string | null>(null);

/** Before the frame is asked for once more, in milliseconds. */
const RETRY = 15_000;

/** Asks for everything around the page: at the start, after a change of language, and when another tab logs in. */
export async function loadFrame(): Promise<void> {
  const { data, trouble } = await ask(FrameDocument, { language: language().language });
  if (trouble) {
    frame.set({ ...frame.get(), trouble });
    if (trouble.kind !== 'stale') setTimeout(() => frame.get().trouble && void loadFrame(), RETRY);
    return;
  }
  if (frame.get().viewer && !data.viewer) sessionOver(data.sessionStatus?.endMessage ?? '');
  frame.set({ site: data.site, viewer: data.viewer ?? null, isKnown: true, trouble: null });
}

/** After a login: the account's own language and colours (R24), and the other tabs. */
export async function loggedIn(viewer: Viewer): Promise<void> {
  sessionEnd.set(null);
  setScheme(viewer.preferences.colorScheme);
  frame.set({ ...frame.get(), viewer, isKnown: true });
  announce({ kind: 'in', userId: viewer.userId });
  const choice = byLanguage(viewer.preferences.language);
  keep('language', choice.tag);
  if (choice.tag === language().tag) return;
  await speak(choice);
  await loadFrame();
}

/** Drops everything private. `message` says why the session is over, if the server said it. */
export function sessionOver(message: string): void {
  if (!frame.get().viewer) return;
  sessionEnd.set(message);
  frame.set({ ...frame.get(), viewer: null });
  announce({ kind: 'out' });
}

/** Drops everything private at once, and then asks why the session is over. */
async function sessionLost(): Promise<void> {
  sessionOver('');
  const reading = await readTimes();
  if (reading?.times === null && sessionEnd.get() === '') sessionEnd.set(reading.message);
}

/** Ends the session. To be logged out already is success. Returns the trouble if it did not end. */
export async function logOut(): Promise<Trouble | null> {
  const { data, trouble } = await ask(LogOutDocument, {});
  if (!data) return trouble;
  const error = data.logOut.errors[0];
  if (error) return { kind: 'busy', message: error.message, seconds: error.retryAfterSeconds };
  announce({ kind: 'out' });
  return null;
}

/** A query of a screen that needs a login: without a `viewer` in the answer, the session is over. */
export function usePrivateQuery<Result extends { viewer?: unknown }, Variables>(
  document: TypedDocumentString<Result, Variables>,
  variables: Variables,
): Asked<Result> {
  const asked = useQuery(document, variables);
  useEffect(() => {
    if (asked.data && !asked.data.viewer) void sessionLost();
  }, [asked.data]);
  return asked;
}

export const useViewer = (): Viewer | null => useStore(frame).viewer;

/** As soon as there is a connection, what was missing is asked for. */
addEventListener('online', () => {
  if (frame.get().trouble) void loadFrame();
});

/** Whether this tab shows the top page or the login, which also stands in the place of a private screen (R112). */
const showsTopOrLogin = (viewer: Viewer | null): boolean =>
  ['/', '/login'].includes(location.pathname) || (viewer === null && isPrivate(location.pathname));

onTabs((message) => {
  const { viewer } = frame.get();
  if (message.kind === 'out' && viewer) {
    sessionEnd.set('');
    frame.set({ ...frame.get(), viewer: null });
  }
  if (message.kind === 'in' && viewer && viewer.userId !== message.userId) replacedBy.set(message.userId);
  if (message.kind === 'in' && !viewer) void loadFrame();
  if (message.kind === 'who' && showsTopOrLogin(viewer)) announce({ kind: 'here' });
});
