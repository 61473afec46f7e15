// P36: UserChange, its confirmation, UserChange Completed (§6.3; R88, R89, I34). The address can be changed only
// where one is on file.
import { useState } from 'preact/hooks';
import { ask } from '../api/ask';
import {
  ChangeContactDetailsDocument,
  DetailsDocument,
  type ChangeContactDetailsInput,
  type ChangeContactDetailsMutation,
  type DetailsFragment,
  type PlaceFragment,
} from '../api/operations';
import { Private } from './private';
import { usePrivateQuery } from '../visitor/visitor';
import { useTask } from '../task/steps';
import { useTexts } from '../texts/speech';
import { TextField } from '../ui/field';
import { Form, useForm } from '../ui/form';
import { Loading } from '../ui/loading';
import { Rows } from '../ui/rows';
import { useRegistrationForm } from '../parts/registration-form';
import { Screen } from '../ui/screen';
import { TroubleBanner } from '../ui/trouble';
import { AddressField } from '../parts/address-field';
import { ChangeCompleted } from './change-completed';
import { Stale } from './stale';

interface Confirmed {
  input: ChangeContactDetailsInput;
  /** The values as they will be stored. */
  values: NonNullable<ChangeContactDetailsMutation['changeContactDetails']['confirmation']>;
}

export function OtherChange() {
  return (
    <Private>
      <Loaded />
    </Private>
  );
}

/** Prefecture and municipality. */
const nameOf = ({ prefecture, municipality }: PlaceFragment): string => `${prefecture.name}${municipality.name}`;

/** The form begins with what is on file. */
function Loaded() {
  const t = useTexts();
  const { data, trouble, again } = usePrivateQuery(DetailsDocument, {});
  const [first, setFirst] = useState<DetailsFragment | null>(null);
  if (data?.viewer && !first) setFirst(data.viewer);
  if (first) return <Change viewer={first} />;
  return (
    <Screen title={t('other-change-title')}>
      <TroubleBanner trouble={trouble} again={again} />
      {trouble ? null : <Loading />}
    </Screen>
  );
}

function Change({ viewer }: { viewer: DetailsFragment }) {
  const t = useTexts();
  const { address } = viewer;
  const task = useTask<'input' | 'confirmation' | 'done'>('input');
  const rules = useRegistrationForm().data?.registrationRules;
  const form = useForm({
    phoneNumber: viewer.phoneNumber,
    postalCode: viewer.postalCode ?? '',
    municipalityCode: address?.municipality.code ?? '',
    municipalityName: address ? nameOf(address) : '',
    street: address?.street ?? '',
  });
  const [confirmed, setConfirmed] = useState<Confirmed | null>(null);
  const labels = {
    phoneNumber: t('phone-number'),
    ...(address
      ? { postalCode: t('postal-code'), municipalityCode: t('address-municipality'), street: t('address-street') }
      : {}),
  };

  const proceed = async (): Promise<void> => {
    const { phoneNumber, postalCode, municipalityCode, street } = form.values;
    const input = address ? { phoneNumber, postalCode, municipalityCode, street } : { phoneNumber };
    const data = await form.send(
      () => ask(ChangeContactDetailsDocument, { input: { ...input, validateOnly: true } }),
      (answer) => answer.changeContactDetails.errors,
    );
    const values = data?.changeContactDetails.confirmation;
    if (!values) return;
    setConfirmed({ input, values });
    task.go('confirmation');
  };

  const change = async ({ input }: Confirmed): Promise<void> => {
    const data = await form.send(
      () => ask(ChangeContactDetailsDocument, { input }),
      (answer) => answer.changeContactDetails.errors,
      (faults) => {
        // What was right a moment ago is not any more: back to the fields, with their marks.
        if (faults.some((fault) => fault.path.length > 0)) task.back();
        return false;
      },
    );
    if (data) task.finish('done');
  };

  if (task.isStale) return <Stale start="/my-page/other" />;
  if (task.step === 'done') return <ChangeCompleted text={t('other-changed-text')} />;
  if (task.step === 'confirmation' && confirmed) {
    const { phoneNumber, postalCode, address: place } = confirmed.values;
    return (
      <Screen key="confirmation" title={t('other-confirmation-title')} isFaulty={form.faults.length > 0}>
        <p>{t('other-question')}</p>
        <Rows
          rows={[
            { name: t('phone-number'), value: phoneNumber },
            place ? { name: t('postal-code'), value: postalCode ?? '—' } : null,
            place ? { name: t('address-municipality'), value: <span lang="ja">{nameOf(place)}</span> } : null,
            place ? { name: t('address-street'), value: <span lang="ja">{place.street}</span> } : null,
          ]}
        />
        <Form
          form={form}
          labels={{}}
          submit={t('change')}
          back={{ label: t('return-to-input'), go: task.back }}
          onSend={() => void change(confirmed)}
        />
      </Screen>
    );
  }
  return (
    <Screen key="input" title={t('other-change-title')} isFaulty={form.faults.length > 0}>
      <Form
        form={form}
        labels={labels}
        submit={t('proceed')}
        back={{ label: t('return-to-details'), to: '/my-page/details' }}
        onSend={() => void proceed()}
      >
        <TextField
          name="phoneNumber"
          isRequired
          type="tel"
          autocomplete="tel-national"
          hint={rules?.phoneNumber.hint}
        />
        {address ? (
          <>
            <TextField
              name="postalCode"
              isShort
              inputMode="numeric"
              autocomplete="postal-code"
              hint={t('postal-code-hint')}
            />
            <AddressField name="municipalityCode" />
            <TextField name="street" isRequired autocomplete="street-address" hint={rules?.street.hint} />
          </>
        ) : null}
      </Form>
    </Screen>
  );
}
