// Notices about the account, e.g. that the email with a certificate came back. They stand above every page until the
// person closes them, and come again with the next login while their reason lasts.
import { useState } from 'preact/hooks';
import { useTexts } from '../texts/speech';
import { Banner } from '../ui/banner';
import { useViewer } from '../visitor/visitor';

export function AccountNotices() {
  const t = useTexts();
  const viewer = useViewer();
  const [closed, setClosed] = useState<string[]>([]);
  if (!viewer) return null;
  const open = viewer.notices.filter((notice) => !closed.includes(notice.certificateNumber));
  return (
    <>
      {open.map((notice) => (
        <section class="account-notice" key={notice.certificateNumber} aria-label={t('account-notice')}>
          <Banner kind="bad">
            <p>{notice.text}</p>
            <div class="buttons">
              <a class="button" href="/my-page/email">
                {t('change-email')}
              </a>
              <button type="button" onClick={() => setClosed([...closed, notice.certificateNumber])}>
                {t('close')}
              </button>
            </div>
          </Banner>
        </section>
      ))}
    </>
  );
}
