// The check of a certificate's print, for an embassy or an airline. Number and code come behind "#" of the address,
// or are typed in. The check is sent when the button is pressed, because it is shown to the certificate's owner.
import { useState } from 'preact/hooks';
import { ask } from '../api/ask';
import { CertificateCheckDocument, type CertificateCheckQuery } from '../api/operations';
import { useStore } from '../store';
import { fragment } from '../task/fragment';
import { useLanguage, useTexts } from '../texts/speech';
import { day } from '../texts/times';
import { TextField } from '../ui/field';
import { Form, useForm } from '../ui/form';
import { Rows } from '../ui/rows';
import { Screen } from '../ui/screen';

type Found = NonNullable<CertificateCheckQuery['certificateCheck']['check']>;

export function Check() {
  const { values, arrival } = useStore(fragment);
  return <CheckForm key={arrival} certificateNumber={values.get('number') ?? ''} code={values.get('code') ?? ''} />;
}

function CheckForm(first: { certificateNumber: string; code: string }) {
  const t = useTexts();
  const { language } = useLanguage();
  const form = useForm(first);
  const [found, setFound] = useState<{ check: Found; number: string } | null>(null);

  const send = async (): Promise<void> => {
    setFound(null);
    const sent = { ...form.values };
    const data = await form.send(
      () => ask(CertificateCheckDocument, { ...sent, language }),
      (answer) => answer.certificateCheck.errors,
    );
    const check = data?.certificateCheck.check;
    if (check) setFound({ check, number: sent.certificateNumber });
  };

  return (
    <Screen title={t('check-title')} isFaulty={form.faults.length > 0} isUnlisted>
      <p>{t('check-text')}</p>
      <Form
        form={form}
        labels={{ certificateNumber: t('certificate-number'), code: t('check-code') }}
        submit={t('check')}
        onSend={() => void send()}
      >
        <TextField name="certificateNumber" isRequired autocomplete="off" hint={t('check-number-hint')} />
        <TextField name="code" isRequired autocomplete="off" hint={t('check-code-hint')} />
      </Form>
      <div role="status">{found ? <Result {...found} /> : null}</div>
    </Screen>
  );
}

function Result({ check, number }: { check: Found; number: string }) {
  const t = useTexts();
  const isGood = check.status === 'VALID' || check.status === 'REGISTERED';
  return (
    <section class={`banner ${isGood ? 'good' : 'bad'}`}>
      <h2>{t('check-result')}</h2>
      <p>
        <strong>{check.statusLabel}</strong>
      </p>
      {check.issuedOn && check.holderInitials ? (
        <>
          <Rows
            rows={[
              { name: t('certificate-number'), value: number },
              { name: t('issued-on'), value: day(t, check.issuedOn) },
              { name: t('holder-initials'), value: check.holderInitials },
            ]}
          />
          <p>{t('compare-with-passport')}</p>
        </>
      ) : null}
    </section>
  );
}
