// The progress line of the 2023 form (R93).
import { useTexts } from '../texts/speech';
import { Steps } from '../ui/steps';

export function CounterSteps({ at }: { at: 0 | 1 | 2 }) {
  const t = useTexts();
  return <Steps names={[t('counter-step1'), t('counter-step2'), t('counter-step3')]} at={at} />;
}
