// P31: Email address input (Email address change), and P32: the email is sent (§6.1; R4, R83, R84).
import { useState } from 'preact/hooks';
import { ask } from '../api/ask';
import { StartEmailChangeDocument, type StartEmailChangeMutation } from '../api/operations';
import { Private } from './private';
import { frame, useViewer } from '../visitor/visitor';
import { useStore } from '../store';
import { useSendingKey } from '../task/key';
import { useTask } from '../task/steps';
import { useTexts } from '../texts/speech';
import { TextField } from '../ui/field';
import { Form, useForm } from '../ui/form';
import { LinkUntil } from '../parts/link-until';
import { PasswordDialog } from '../parts/password-dialog';
import { Screen } from '../ui/screen';
import { Stale } from './stale';

export function EmailChange() {
  return (
    <Private>
      <Change />
    </Private>
  );
}

function Change() {
  const t = useTexts();
  const task = useTask<'input' | 'sent'>('input');
  const form = useForm({ email: '', emailConfirmation: '' });
  const [isAsking, setAsking] = useState(false);
  const [sent, setSent] = useState<{ address: string; until: string | null }>({ address: '', until: null });
  const keyOf = useSendingKey();

  const request = (currentPassword: string | null) => {
    const input = { ...form.values };
    return ask(StartEmailChangeDocument, { input: { ...input, currentPassword, idempotencyKey: keyOf(input) } });
  };
  const faultsOf = (answer: StartEmailChangeMutation) => answer.startEmailChange.errors;
  const done = (answer: StartEmailChangeMutation): void => {
    setAsking(false);
    const { sentTo, linkExpiresAt } = answer.startEmailChange;
    setSent({ address: sentTo ?? '', until: linkExpiresAt ?? null });
    task.finish('sent');
  };

  const send = async (): Promise<void> => {
    const answer = await form.send(
      () => request(null),
      faultsOf,
      (faults) => {
        const needsPassword = faults.some(({ code }) => code === 'REAUTHENTICATION_REQUIRED');
        if (needsPassword) setAsking(true);
        return needsPassword;
      },
    );
    if (answer) done(answer);
  };

  if (task.isStale) return <Stale start="/my-page/email" />;
  if (task.step === 'sent') return <Sent {...sent} />;
  return (
    <Screen key="input" title={t('email-change-title')} isFaulty={form.faults.length > 0}>
      <Explanation />
      <Form
        form={form}
        labels={{ email: t('email'), emailConfirmation: t('email-confirmation') }}
        submit={t('change')}
        back={{ label: t('return-to-details'), to: '/my-page/details' }}
        onSend={() => void send()}
      >
        <TextField name="email" type="email" autocomplete="email" isRequired />
        <TextField name="emailConfirmation" type="email" autocomplete="email" isRequired />
      </Form>
      {isAsking ? (
        <PasswordDialog
          request={request}
          faultsOf={faultsOf}
          onDone={done}
          onFaults={(faults) => {
            setAsking(false);
            form.show(faults);
          }}
          onClose={() => setAsking(false)}
        />
      ) : null}
    </Screen>
  );
}

/** The six sentences of the manual's screen (R84). */
function Explanation() {
  const t = useTexts();
  const { site } = useStore(frame);
  return (
    <>
      <p>{t('email-change-new')}</p>
      <ul>
        <li>{t('email-change-sent')}</li>
        <li>{t('email-change-access')}</li>
        <li>{t('email-change-spam', { domain: `@${site?.mailDomain ?? ''}` })}</li>
        <li>{t('email-change-other')}</li>
        <li>{t('email-change-no-reply')}</li>
        <li>{t('email-change-mobile')}</li>
      </ul>
    </>
  );
}

function Sent({ address, until }: { address: string; until: string | null }) {
  const t = useTexts();
  const viewer = useViewer();
  return (
    <Screen key="sent" title={t('email-on-its-way')}>
      <p>{t('email-change-sent-to', { address })}</p>
      <LinkUntil until={until} />
      <p>{t('email-change-old-stays', { address: viewer?.email ?? '' })}</p>
      <p>{t('spam-advice')}</p>
      <div class="buttons">
        <a class="button key" href="/my-page/details">
          {t('return-to-details')}
        </a>
      </div>
    </Screen>
  );
}
