// P41: there is no such page (R9); and what stands in the place of a screen whose chunk could not be loaded.
import { useTexts } from '../texts/speech';
import { Screen } from '../ui/screen';

export function NotFound() {
  const t = useTexts();
  return (
    <Screen title={t('not-found-title')} isUnlisted>
      <p>{t('not-found-text')}</p>
      <div class="buttons">
        <a class="button key" href="/">
          {t('home')}
        </a>
      </div>
    </Screen>
  );
}

export function Unloaded() {
  const t = useTexts();
  return (
    <Screen title={t('not-available')} isUnlisted>
      <p>{t('unloaded-text')}</p>
      <div class="buttons">
        <button type="button" class="key" onClick={() => location.reload()}>
          {t('load-again')}
        </button>
        <a class="button" href="/">
          {t('home')}
        </a>
      </div>
    </Screen>
  );
}
