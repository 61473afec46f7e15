// Times and days as the portal writes them: always in Japan (R74), whatever the device's zone.
import type { Say } from './speech';

/** Japan has had no summer time since 1952, so its clock is nine hours ahead of UTC. */
const AHEAD = 9 * 60 * 60 * 1000;

const two = (number: number): string => String(number).padStart(2, '0');

function clock(instant: string | number): Date {
  return new Date(new Date(instant).getTime() + AHEAD);
}

/** A moment, e.g. "18:22 December 3 in 2025". */
export function moment(t: Say, instant: string): string {
  const at = clock(instant);
  const [year, month, day] = [at.getUTCFullYear(), at.getUTCMonth() + 1, at.getUTCDate()];
  return t('moment', { time: timeOfDay(instant), year: String(year), month, day: String(day) });
}

/** The day of a moment in Japan, or a day as it is, e.g. "December 3 in 2025". */
export function day(t: Say, date: string): string {
  const at = date.length === 10 ? new Date(`${date}T00:00:00Z`) : clock(date);
  const [year, month, number] = [at.getUTCFullYear(), at.getUTCMonth() + 1, at.getUTCDate()];
  return t('day', { year: String(year), month, day: String(number) });
}

/** A time of day in Japan, e.g. "18:22". */
export function timeOfDay(instant: string | number): string {
  const at = clock(instant);
  return `${two(at.getUTCHours())}:${two(at.getUTCMinutes())}`;
}
