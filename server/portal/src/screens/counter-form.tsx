// P22: User information registration, STEP1 (2023 manual steps 2-5; R93-R105). Nothing is chosen beforehand (C3).
import { useTexts } from '../texts/speech';
import { AddressField } from '../parts/address-field';
import { Choice, Tick } from '../ui/choice';
import { DateOfBirth } from '../ui/date-of-birth';
import { TextField } from '../ui/field';
import { Form, type FormState } from '../ui/form';
import { Loading } from '../ui/loading';
import { MailDomain } from '../parts/mail-domain';
import { useRegistrationForm } from '../parts/registration-form';
import { Screen } from '../ui/screen';
import { TroubleBanner } from '../ui/trouble';
import type { CounterEntries } from './counter-registration';
import { CounterSteps } from './counter-steps';

interface Props {
  form: FormState<CounterEntries>;
  onConfirm: () => void;
}

export function CounterForm({ form, onConfirm }: Props) {
  const t = useTexts();
  const { data, trouble, again } = useRegistrationForm();
  const rules = data?.registrationRules;
  const types = data?.userTypes.filter(({ flow }) => flow === 'AT_COUNTER') ?? [];
  const labels = {
    name: t('user-name'),
    sex: t('sex'),
    birthDate: t('date-of-birth'),
    municipalityCode: t('address-municipality'),
    street: t('address-street'),
    phoneNumber: t('contact-information'),
    email: t('email'),
    emailConfirmation: t('email-confirmation'),
    type: t('user-type'),
    isAgreed: t('i-agree'),
    agreedTermsVersion: t('i-agree'),
  };
  return (
    <Screen
      key="input"
      title={t('counter-title')}
      above={<CounterSteps at={0} />}
      isFaulty={form.faults.length > 0}
      isUnlisted
    >
      <p>{t('personal-data-use')}</p>
      <MailDomain />
      <TroubleBanner trouble={trouble} again={again} />
      {rules ? (
        <Form form={form} labels={labels} submit={t('confirm')} back={{ label: t('back'), to: '/' }} onSend={onConfirm}>
          <TextField name="name" isRequired isUpperCase autocomplete="name" hint={rules.name.hint} />
          <Choice
            name="sex"
            isRequired
            options={[
              { value: 'MALE', label: t('male') },
              { value: 'FEMALE', label: t('female') },
            ]}
          />
          <DateOfBirth name="birthDate" />
          <AddressField name="municipalityCode" />
          <TextField name="street" isRequired autocomplete="street-address" hint={rules.street.hint} />
          <TextField
            name="phoneNumber"
            isRequired
            type="tel"
            autocomplete="tel-national"
            hint={rules.phoneNumber.hint}
          />
          <TextField name="email" isRequired type="email" autocomplete="email" hint={rules.email.hint} />
          <TextField name="emailConfirmation" isRequired type="email" autocomplete="email" />
          <Choice
            name="type"
            isRequired
            options={types.map(({ type, label, guide }) => ({ value: type, label, guide }))}
          />
          <Tick name="agreedTermsVersion" values="isAgreed" isRequired>
            <p>{t('read-terms')}</p>
            <p>
              <a href="/terms" target="_blank" rel="noreferrer">
                {t('terms-are-here')}
              </a>
            </p>
          </Tick>
        </Form>
      ) : trouble ? null : (
        <Loading lines={16} />
      )}
    </Screen>
  );
}
