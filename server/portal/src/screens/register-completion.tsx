// P21: User registration completion (§3 step 8; R10, R68, R69, I37, C19).
import { useTexts } from '../texts/speech';
import { Banner } from '../ui/banner';
import { Screen } from '../ui/screen';
import { UserIdBox } from '../ui/user-id-box';
import { RegistrationSteps } from './registration-steps';

export function RegisterCompletion({ userId, sentTo }: { userId: string; sentTo: string }) {
  const t = useTexts();
  return (
    <Screen key="completion" title={t('completion-title')} above={<RegistrationSteps at={5} />} isUnlisted>
      <UserIdBox userId={userId} />
      <p>{t('completion-sent', { address: sentTo })}</p>
      <h2>{t('what-next')}</h2>
      <ol>
        <li>{t('order-application')}</li>
        <li>{t('order-certificate')}</li>
        <li>{t('order-receipt')}</li>
      </ol>
      <Banner kind="note" title={t('important')}>
        <p>{t('no-online-application')}</p>
      </Banner>
      <div class="buttons">
        <a class="button key" href="/login">
          {t('login')}
        </a>
        <a class="button" href="/">
          {t('home')}
        </a>
      </div>
    </Screen>
  );
}
