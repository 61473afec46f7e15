// The message before the automatic logout (R46-R48, P39): "OK" extends the session, "Cancel" lets it end at the time
// shown.
import { useEffect, useRef, useState } from 'preact/hooks';
import { useStore } from '../store';
import { useTexts } from '../texts/speech';
import { timeOfDay } from '../texts/times';
import { Dialog } from '../ui/dialog';
import { extend, isLastHour, readTimes, untilEnd, untilSure, untilWarning, type Times } from '../visitor/session';
import { announce, onTabs } from '../visitor/tabs';
import { frame, sessionOver } from '../visitor/visitor';

/** A little after the end, so that the server's answer is sure. */
const GRACE = 1_000;
/** Before the API is asked again after no answer. */
const RETRY = 15_000;
const MINUTE = 60_000;

export function SessionWarning() {
  const t = useTexts();
  const { viewer } = useStore(frame);
  const [due, setDue] = useState<Times | null>(null);
  const [dismissed, setDismissed] = useState('');
  const [message, setMessage] = useState('');
  const timer = useRef<number | undefined>(undefined);
  const account = viewer?.id;

  const plan = (wait: number): void => {
    clearTimeout(timer.current);
    timer.current = setTimeout(() => void check(), Math.max(wait, 0) + GRACE);
  };

  const take = (times: Times): void => {
    const isDue = untilWarning(times) <= 0;
    setDue(isDue ? times : null);
    const wait = untilSure(times) > 0 ? Math.min(untilSure(times), MINUTE) : RETRY;
    // The text counts minutes, so while it stands the time is read each minute.
    plan(isDue ? wait : untilWarning(times));
  };

  async function check(): Promise<void> {
    const reading = await readTimes();
    if (!reading) plan(RETRY);
    else if (reading.times) take(reading.times);
    else {
      setDue(null);
      sessionOver(reading.message);
    }
  }

  useEffect(() => {
    if (!viewer) return undefined;
    take(viewer.sessionStatus);
    const look = (): void => {
      if (document.visibilityState === 'visible') void check();
    };
    const endTabs = onTabs((news) => {
      if (news.kind === 'extended') take(news.times);
    });
    document.addEventListener('visibilitychange', look);
    addEventListener('pageshow', look);
    addEventListener('online', look);
    return () => {
      clearTimeout(timer.current);
      setDue(null);
      endTabs();
      document.removeEventListener('visibilitychange', look);
      removeEventListener('pageshow', look);
      removeEventListener('online', look);
    };
  }, [account]);

  async function confirm(): Promise<void> {
    const { times, message: why, isOver } = await extend();
    if (isOver) sessionOver(why ?? '');
    else if (times) {
      setMessage(why ?? '');
      take(times);
      if (!why) announce({ kind: 'extended', times });
    } else setMessage(t('trouble-offline'));
  }

  if (!viewer || !due) return null;
  const time = timeOfDay(due.expiresAt);
  if (dismissed === due.expiresAt) return <p class="ends-at">{t('session-ends-at', { time })}</p>;
  const minutes = Math.max(Math.ceil(untilEnd(due) / MINUTE), 1);
  const close = (): void => setDismissed(due.expiresAt);
  return (
    <Dialog title={t('session-warning')} onClose={close}>
      <p>{t('session-warning-text', { time })}</p>
      <p>{t('session-minutes', { minutes })}</p>
      <p class="hidden" role="status">
        {t('session-minutes', { minutes: [1, 2, 5].find((step) => minutes <= step) ?? 10 })}
      </p>
      <p role="alert">{message}</p>
      <div class="buttons">
        {isLastHour(due) ? null : (
          <button type="button" class="key" onClick={() => void confirm()}>
            {t('ok')}
          </button>
        )}
        <button type="button" onClick={close}>
          {isLastHour(due) ? t('close') : t('cancel')}
        </button>
      </div>
    </Dialog>
  );
}
