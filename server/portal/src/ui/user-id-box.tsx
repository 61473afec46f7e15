// A new user ID, large enough to be copied by hand, with a button that copies it.
import { useState } from 'preact/hooks';
import { useTexts } from '../texts/speech';

export function UserIdBox({ userId }: { userId: string }) {
  const t = useTexts();
  const [isCopied, setCopied] = useState(false);
  const copy = async (): Promise<void> => {
    await navigator.clipboard.writeText(userId);
    setCopied(true);
  };
  return (
    <div class="user-id">
      <p>{t('user-id')}</p>
      <p>
        <code translate={false}>{userId}</code>
      </p>
      {/* Browsers offer the clipboard to secure pages only. */}
      {'clipboard' in navigator ? (
        <button type="button" onClick={() => void copy()}>
          {t('copy')}
        </button>
      ) : null}
      <p role="status">{isCopied ? t('copied') : ''}</p>
    </div>
  );
}
