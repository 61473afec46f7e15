// The seconds before something may be tried again.
import { useEffect, useState } from 'preact/hooks';
import type { Say } from '../texts/speech';

/** Above this, minutes are easier to read. */
const LONG = 120;

/** "Please wait …", in seconds or minutes. */
export const waitText = (t: Say, seconds: number): string =>
  seconds > LONG ? t('wait-minutes', { minutes: Math.ceil(seconds / 60) }) : t('wait-seconds', { seconds });

/** Counts down from `seconds`; begins again when `since` changes. */
export function useCountdown(seconds: number, since: unknown): number {
  const [left, setLeft] = useState(seconds);
  useEffect(() => {
    const end = Date.now() + seconds * 1000;
    setLeft(seconds);
    if (seconds <= 0) return undefined;
    const timer = setInterval(() => {
      const now = Math.max(Math.ceil((end - Date.now()) / 1000), 0);
      setLeft(now);
      if (now === 0) clearInterval(timer);
    }, 250);
    return () => clearInterval(timer);
  }, [seconds, since]);
  return left;
}
