// P19: UserRegistration (§3 steps 6-7; R58-R66).
import { useEffect } from 'preact/hooks';
import { useTexts } from '../texts/speech';
import { Choice } from '../ui/choice';
import { TextField } from '../ui/field';
import { Form, type FormState } from '../ui/form';
import { fieldId } from '../ui/fault-summary';
import { Loading } from '../ui/loading';
import { NewPassword } from '../parts/new-password';
import { Rows } from '../ui/rows';
import { useRegistrationForm } from '../parts/registration-form';
import { Screen } from '../ui/screen';
import { TroubleBanner } from '../ui/trouble';
import type { Entries } from './register';
import { RegistrationSteps } from './registration-steps';

interface Props {
  email: string;
  form: FormState<Entries>;
  /** The field to begin with, after "Change" on the confirmation. */
  target: keyof Entries | null;
  onProceed: () => void;
}

export function RegisterForm({ email, form, target, onProceed }: Props) {
  const t = useTexts();
  const { data, trouble, again } = useRegistrationForm();
  const types = data?.userTypes.filter(({ flow }) => flow === 'BY_EMAIL_LINK') ?? [];
  useEffect(() => {
    if (data && target) document.getElementById(fieldId(target))?.focus();
  }, [data === null, target]);
  const labels = {
    type: t('choose-user-type'),
    name: t('name'),
    phoneNumber: t('phone-number'),
    password: t('input-password'),
    passwordConfirmation: t('password-confirmation'),
  };
  return (
    <Screen
      key="input"
      title={t('user-registration-title')}
      above={<RegistrationSteps at={3} />}
      isFaulty={form.faults.length > 0}
      isUnlisted
    >
      <p>{t('personal-data-use')}</p>
      <TroubleBanner trouble={trouble} again={again} />
      {data ? (
        <Form form={form} labels={labels} submit={t('proceed')} onSend={onProceed}>
          <Choice
            name="type"
            isRequired
            options={types.map(({ type, label, guide }) => ({ value: type, label, guide }))}
          />
          <TextField name="name" isRequired isUpperCase autocomplete="name" hint={data.registrationRules.name.hint} />
          <TextField
            name="phoneNumber"
            isRequired
            type="tel"
            autocomplete="tel-national"
            hint={data.registrationRules.phoneNumber.hint}
          />
          <Rows rows={[{ name: t('email'), value: email }]} />
          <NewPassword />
        </Form>
      ) : trouble ? null : (
        <Loading lines={12} />
      )}
    </Screen>
  );
}
