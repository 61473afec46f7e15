// The line before each step that sends an email: allow the domain (R4).
import { frame } from '../visitor/visitor';
import { useStore } from '../store';
import { useTexts } from '../texts/speech';
import { Banner } from '../ui/banner';

export function MailDomain() {
  const t = useTexts();
  const { site } = useStore(frame);
  if (!site) return null;
  return (
    <Banner kind="note" title={t('important')}>
      <p>{t('allow-domain', { domain: `@${site.mailDomain}` })}</p>
    </Banner>
  );
}
