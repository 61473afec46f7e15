// P5: the terms of use (R51, R102). They exist in Japanese, which prevails, and in English (R25).
import { Screen } from '../ui/screen';
import { TermsText } from '../parts/terms-text';
import { useTexts } from '../texts/speech';

export function Terms() {
  const t = useTexts();
  return (
    <Screen title={t('terms')}>
      <TermsText />
    </Screen>
  );
}
