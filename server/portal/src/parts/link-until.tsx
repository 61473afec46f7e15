// How long the link of an email works, if the email is sent at once; a delayed one works longer.
import { useTexts } from '../texts/speech';
import { moment } from '../texts/times';

export function LinkUntil({ until }: { until: string | null }) {
  const t = useTexts();
  return until === null ? null : <p>{t('link-works-until', { moment: moment(t, until) })}</p>;
}
