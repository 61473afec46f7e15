// What a page says when the API did not answer, or could not (states O, B, R and V).
import type { Trouble } from '../api/ask';
import { useTexts } from '../texts/speech';
import { Banner } from './banner';
import { useCountdown, waitText } from './countdown';

interface Props {
  trouble: Trouble | null;
  /** Asks again. Without it the form's own button does. */
  again?: () => void;
}

export function TroubleBanner({ trouble, again }: Props) {
  const t = useTexts();
  const seconds = useCountdown(trouble?.kind === 'busy' ? trouble.seconds : 0, trouble);
  if (!trouble) return null;
  const retry =
    again && seconds === 0 ? (
      <button type="button" onClick={again}>
        {t('try-again')}
      </button>
    ) : null;
  switch (trouble.kind) {
    case 'offline':
      return (
        <Banner kind="bad" isNews title={t('trouble-offline')}>
          <p>{again ? t('trouble-offline-check') : t('trouble-offline-text')}</p>
          {retry}
        </Banner>
      );
    case 'broken':
      return (
        <Banner kind="bad" isNews title={trouble.message ?? t('trouble-broken')}>
          {trouble.requestId ? <p>{t('trouble-request', { id: trouble.requestId })}</p> : null}
          {retry}
        </Banner>
      );
    case 'busy':
      return (
        <Banner kind="bad" isNews title={trouble.message}>
          {/* Read out once: a number that counts down would be read each second. */}
          {seconds > 0 ? <p aria-hidden="true">{waitText(t, seconds)}</p> : null}
          {retry}
        </Banner>
      );
    case 'stale':
      return (
        <Banner kind="note" isNews title={t('trouble-stale')}>
          <button type="button" onClick={() => location.reload()}>
            {t('load-again')}
          </button>
        </Banner>
      );
  }
}
