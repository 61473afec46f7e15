// "UserChange Completed" (R87): what was changed, and the way back to the details.
import { useTexts } from '../texts/speech';
import { Screen } from '../ui/screen';

export function ChangeCompleted({ text }: { text: string }) {
  const t = useTexts();
  return (
    <Screen key="done" title={t('change-completed-title')}>
      <p>{text}</p>
      <p>{t('change-completed-email')}</p>
      <div class="buttons">
        <a class="button key" href="/my-page/details">
          {t('return-to-details')}
        </a>
      </div>
    </Screen>
  );
}
