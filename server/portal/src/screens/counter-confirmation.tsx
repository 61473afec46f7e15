// P23: User information registration, STEP2 (2023 manual step 6; R106-R108). The confirmed step works for thirty
// minutes.
import { useLanguage, useTexts } from '../texts/speech';
import { timeOfDay } from '../texts/times';
import { Form, type FormState } from '../ui/form';
import { Rows } from '../ui/rows';
import { useRegistrationForm } from '../parts/registration-form';
import { Screen } from '../ui/screen';
import type { CounterConfirmed, CounterEntries } from './counter-registration';
import { CounterSteps } from './counter-steps';

interface Props {
  values: CounterConfirmed;
  /** When the step ends, in milliseconds since 1970. */
  until: number;
  form: FormState<CounterEntries>;
  onBack: () => void;
  onRegister: () => void;
}

export function CounterConfirmation({ values, until, form, onBack, onRegister }: Props) {
  const t = useTexts();
  const isJapanese = useLanguage().language === 'JA';
  const { data } = useRegistrationForm();
  const { address, type, sex } = values;
  const label = data?.userTypes.find((one) => one.type === type)?.label ?? '';
  const place = address ? `${address.prefecture.name}${address.municipality.name}` : '';
  const english = address ? `${address.municipality.nameEnglish}, ${address.prefecture.nameEnglish}` : '';
  return (
    <Screen
      key="confirmation"
      title={t('counter-title')}
      above={<CounterSteps at={1} />}
      isFaulty={form.faults.length > 0}
      isUnlisted
    >
      <p>{t('counter-entered')}</p>
      <Rows
        rows={[
          { name: t('user-name'), value: values.name },
          { name: t('sex'), value: sex === 'MALE' ? t('male') : t('female') },
          { name: t('date-of-birth'), value: values.birthDate },
          {
            name: t('address-municipality'),
            value: (
              <>
                <span lang="ja">{place}</span>
                {isJapanese ? null : ` (${english})`}
              </>
            ),
          },
          { name: t('address-street'), value: <span lang="ja">{address?.street}</span> },
          { name: t('contact-information'), value: values.phoneNumber },
          { name: t('email'), value: values.email },
          { name: t('user-type'), value: label },
          { name: t('terms'), value: `✓ ${t('i-agree')}` },
        ]}
      />
      <p>{t('step-until', { time: timeOfDay(until) })}</p>
      <Form
        form={form}
        labels={{}}
        submit={t('registration')}
        back={{ label: t('back'), go: onBack }}
        onSend={onRegister}
      />
    </Screen>
  );
}
