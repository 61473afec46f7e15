// The terms of use with a switch for the languages that they exist in (R25, R51).
import { useState } from 'preact/hooks';
import { TermsDocument, type Language } from '../api/operations';
import { useQuery } from '../api/query';
import { byLanguage } from '../texts/languages';
import { useLanguage, useTexts } from '../texts/speech';
import { Loading } from '../ui/loading';
import { Markdown } from '../ui/markdown';
import { TroubleBanner } from '../ui/trouble';

interface Props {
  /** The level of the terms' headings. */
  level?: 2 | 3;
}

export function TermsText({ level = 2 }: Props) {
  const t = useTexts();
  const { language } = useLanguage();
  const [chosen, setChosen] = useState<Language | null>(null);
  const { data, trouble, again } = useQuery(TermsDocument, { language: chosen ?? language });
  const terms = data?.termsOfUse;
  return (
    <>
      {terms ? <Switch languages={terms.languages} shown={terms.textLanguage} onChoose={setChosen} /> : null}
      {terms && !terms.isOriginal ? <p>{t('terms-original-prevails')}</p> : null}
      <TroubleBanner trouble={trouble} again={again} />
      {terms ? (
        <Markdown text={terms.body} lang={byLanguage(terms.textLanguage).tag} level={level} />
      ) : trouble ? null : (
        <Loading lines={12} />
      )}
    </>
  );
}

interface SwitchProps {
  languages: Language[];
  shown: Language;
  onChoose: (language: Language) => void;
}

function Switch({ languages, shown, onChoose }: SwitchProps) {
  const t = useTexts();
  return (
    <div class="switch" role="group" aria-label={t('terms-language')}>
      {languages.map(byLanguage).map(({ language, tag, ownName }) => (
        <button key={tag} type="button" lang={tag} aria-pressed={language === shown} onClick={() => onChoose(language)}>
          {ownName}
        </button>
      ))}
    </div>
  );
}
