// The six steps of the registration by email, from the explanation to the user ID (§3, R10).
import { useTexts } from '../texts/speech';
import { Steps } from '../ui/steps';

export function RegistrationSteps({ at }: { at: 0 | 1 | 2 | 3 | 4 | 5 }) {
  const t = useTexts();
  const names = [
    t('step-explanation'),
    t('step-address'),
    t('step-email'),
    t('step-details'),
    t('step-confirmation'),
    t('step-completion'),
  ];
  return <Steps names={names} at={at} />;
}
