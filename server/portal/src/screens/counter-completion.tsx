// P24: User information registration, STEP3 (2023 manual step 8; R109-R112, I37).
import { useTexts } from '../texts/speech';
import { Banner } from '../ui/banner';
import { LinkUntil } from '../parts/link-until';
import { Screen } from '../ui/screen';
import { UserIdBox } from '../ui/user-id-box';
import { CounterSteps } from './counter-steps';

/** What came of the registration. */
export interface Issued {
  userId: string;
  sentTo: string;
  /** When the link for the first password expires. */
  until: string | null;
}

export function CounterCompletion({ userId, sentTo, until }: Issued) {
  const t = useTexts();
  return (
    <Screen key="completion" title={t('counter-completed')} above={<CounterSteps at={2} />} isUnlisted>
      <p>{t('counter-notification', { address: sentTo })}</p>
      <LinkUntil until={until} />
      <UserIdBox userId={userId} />
      <Banner kind="note" title={t('important')}>
        <ul>
          <li>{t('counter-close-window')}</li>
          <li>{t('no-online-application')}</li>
        </ul>
      </Banner>
      <div class="buttons">
        <a class="button key" href="/">
          {t('back-to-top')}
        </a>
      </div>
    </Screen>
  );
}
