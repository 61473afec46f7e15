// When the session warns and ends, by the server's clock (R46, I26).
import { ask } from '../api/ask';
import { ExtendSessionDocument, SessionStatusDocument, type SessionStatusQuery } from '../api/operations';
import { language } from '../texts/speech';

export type Times = NonNullable<SessionStatusQuery['sessionStatus']>;

/** The times of the session, or why it is over: empty if the server does not know. */
export type Reading = { times: Times } | { times: null; message: string };

/** After the end the session can still be open for a minute, because the server records activity by the minute. */
const SURE = 60_000;

/** Asks when the session ends, which is no activity. Undefined: no answer. */
export async function readTimes(): Promise<Reading | undefined> {
  const { data } = await ask(SessionStatusDocument, { language: language().language });
  if (!data) return undefined;
  const times = data.sessionStatus;
  return times && !times.endedAt ? { times } : { times: null, message: times?.endMessage ?? '' };
}

/** "OK" on the warning: three more hours. A message if the session cannot be extended. */
export async function extend(): Promise<{ times?: Times | null; message?: string; isOver?: boolean }> {
  const { data } = await ask(ExtendSessionDocument, { language: language().language });
  if (!data) return {};
  const { sessionStatus: times, errors } = data.extendSession;
  const error = errors[0];
  return { times, message: error?.message, isOver: error !== undefined && error.code !== 'ABSOLUTE_LIMIT' };
}

const between = (from: string, to: string): number => new Date(to).getTime() - new Date(from).getTime();

/** Milliseconds until the warning is due; not positive if it is. */
export const untilWarning = (times: Times): number => between(times.now, times.warnAt);

/** Milliseconds until the session ends. */
export const untilEnd = (times: Times): number => between(times.now, times.expiresAt);

/** Milliseconds until the API knows for sure whether the session has ended. */
export const untilSure = (times: Times): number => untilEnd(times) + SURE;

/** Whether the session ends at its longest possible duration, and so cannot be extended. */
export const isLastHour = (times: Times): boolean =>
  times.absoluteExpiresAt !== null &&
  times.absoluteExpiresAt !== undefined &&
  between(times.expiresAt, times.absoluteExpiresAt) <= 0;
