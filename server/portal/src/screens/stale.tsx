// P40: this operation is not valid (R5, R9, I27): a step that was left, reloaded, or that another login replaced.
import { useTexts } from '../texts/speech';
import { Screen } from '../ui/screen';

/** `start` is the address of the task; without it only the top page is offered. */
export function Stale({ start }: { start?: string }) {
  const t = useTexts();
  return (
    <Screen title={t('stale-title')} isUnlisted>
      <p>{t('stale-text')}</p>
      <div class="buttons">
        {start === undefined ? null : (
          // A full load: the task begins with an empty memory.
          <a class="button key" href={start} target="_self" data-full onClick={load}>
            {t('start-again')}
          </a>
        )}
        <a class="button" href="/">
          {t('home')}
        </a>
      </div>
    </Screen>
  );
}

function load(event: {
  currentTarget: HTMLAnchorElement;
  preventDefault: () => void;
  stopPropagation: () => void;
}): void {
  event.preventDefault();
  event.stopPropagation();
  history.pushState(null, '', event.currentTarget.href);
  location.reload();
}

/** Another tab logged in as somebody else, so nothing that this tab shows is that person's. */
export function ReplacedBy({ userId }: { userId: string }) {
  const t = useTexts();
  return (
    <Screen title={t('stale-title')} isUnlisted>
      <p>{t('replaced-text', { userId })}</p>
      <div class="buttons">
        <button type="button" class="key" onClick={() => location.reload()}>
          {t('load-again')}
        </button>
      </div>
    </Screen>
  );
}
