// P6: about this portal (R3, R28, R113): browsers, accessibility, languages, licences.
import { useStore } from '../store';
import { frame } from '../visitor/visitor';
import { useTexts } from '../texts/speech';
import { Screen } from '../ui/screen';

export function About() {
  const t = useTexts();
  const { site } = useStore(frame);
  return (
    <Screen title={t('about')}>
      {site?.disclaimer ? <p>{site.disclaimer}</p> : null}
      <h2>{t('about-browsers')}</h2>
      <p>{t('about-browsers-text')}</p>
      <h2>{t('about-accessibility')}</h2>
      <p>{t('about-accessibility-text')}</p>
      <p>{t('about-accessibility-email-twice')}</p>
      <p>{t('about-accessibility-contact')}</p>
      <h2>{t('about-languages')}</h2>
      <p>{t('about-languages-text')}</p>
      <h2>{t('about-storage')}</h2>
      <p>{t('about-storage-text')}</p>
      <h2>{t('about-licences')}</h2>
      <p>
        <a href="/portal/LICENSES.txt" target="_blank" rel="noreferrer">
          {t('about-licences-link')}
        </a>
      </p>
    </Screen>
  );
}
