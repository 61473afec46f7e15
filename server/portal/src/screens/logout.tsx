// P8: User Logout Confirmation (§2.3; R40). It leaves by a full load, so that neither memory nor a kept page is left.
import { useState } from 'preact/hooks';
import type { Trouble } from '../api/ask';
import { logOut, useViewer } from '../visitor/visitor';
import { useTexts } from '../texts/speech';
import { Screen } from '../ui/screen';
import { TroubleBanner } from '../ui/trouble';

export function LogoutPage() {
  const t = useTexts();
  const viewer = useViewer();
  const [trouble, setTrouble] = useState<Trouble | null>(null);
  const [isBusy, setBusy] = useState(false);

  const leave = async (): Promise<void> => {
    if (isBusy) return;
    setBusy(true);
    const failed = await logOut();
    setBusy(false);
    setTrouble(failed);
    if (!failed) location.replace('/?out');
  };

  return (
    <Screen title={t('logout-title')}>
      <TroubleBanner trouble={trouble} />
      <p>{viewer ? t('logout-question', { name: viewer.name }) : t('logout-none')}</p>
      <div class="buttons">
        {viewer ? (
          <button type="button" class="key" aria-disabled={isBusy} onClick={() => void leave()}>
            {isBusy ? t('checking') : t('logout')}
          </button>
        ) : null}
        <a class="button" href="/">
          {t('home')}
        </a>
      </div>
    </Screen>
  );
}
