// P20: User registration confirmation (§3 step 8; R67, I31): the values as they will be stored.
import { useTexts } from '../texts/speech';
import { Form, type FormState } from '../ui/form';
import { Rows } from '../ui/rows';
import { useRegistrationForm } from '../parts/registration-form';
import { Screen } from '../ui/screen';
import type { Confirmation, Entries } from './register';
import { RegistrationSteps } from './registration-steps';

interface Props {
  confirmation: Confirmation;
  form: FormState<Entries>;
  /** Back to the form, and there to a field. */
  onReturn: (field?: keyof Entries) => void;
  onRegister: () => void;
}

export function RegisterConfirmation({ confirmation, form, onReturn, onRegister }: Props) {
  const t = useTexts();
  const { data } = useRegistrationForm();
  const type = data?.userTypes.find((one) => one.type === confirmation.type)?.label ?? '';
  const change = (field: keyof Entries) => ({ label: t('change'), go: () => onReturn(field) });
  return (
    <Screen
      key="confirmation"
      title={t('confirmation-title')}
      above={<RegistrationSteps at={4} />}
      isFaulty={form.faults.length > 0}
      isUnlisted
    >
      <p>{t('confirmation-question')}</p>
      <Rows
        rows={[
          { name: t('user-section'), value: type, action: change('type') },
          { name: t('user-id'), value: t('issued-on-completion') },
          { name: t('name'), value: confirmation.name, action: change('name') },
          { name: t('phone-number'), value: confirmation.phoneNumber, action: change('phoneNumber') },
          { name: t('email'), value: confirmation.email },
          { name: t('password'), value: t('password-as-entered'), action: change('password') },
        ]}
      />
      <Form
        form={form}
        labels={{}}
        submit={t('register')}
        back={{ label: t('return-to-input'), go: () => onReturn() }}
        onSend={onRegister}
      />
    </Screen>
  );
}
