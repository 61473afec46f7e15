// P35: Change Password, and UserChange Completed (§6.2; R63, R64, R86, R87, I22, I24).
import { useState } from 'preact/hooks';
import { ask } from '../api/ask';
import { ChangePasswordDocument, type ChangePasswordMutation } from '../api/operations';
import { Private } from './private';
import { useTask } from '../task/steps';
import { useTexts } from '../texts/speech';
import { Form, useForm } from '../ui/form';
import { NewPassword } from '../parts/new-password';
import { PasswordDialog } from '../parts/password-dialog';
import { Screen } from '../ui/screen';
import { ChangeCompleted } from './change-completed';
import { Stale } from './stale';

export function PasswordChange() {
  return (
    <Private>
      <Change />
    </Private>
  );
}

function Change() {
  const t = useTexts();
  const task = useTask<'input' | 'done'>('input');
  const form = useForm({ password: '', passwordConfirmation: '' });
  const [isAsking, setAsking] = useState(false);

  const request = (currentPassword: string | null) =>
    ask(ChangePasswordDocument, { input: { ...form.values, currentPassword } });
  const faultsOf = (answer: ChangePasswordMutation) => answer.changePassword.errors;
  const done = (): void => {
    setAsking(false);
    task.finish('done');
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
    if (answer) done();
  };

  if (task.isStale) return <Stale start="/my-page/password" />;
  if (task.step === 'done') return <ChangeCompleted text={t('password-changed-text')} />;
  return (
    <Screen key="input" title={t('change-password')} isFaulty={form.faults.length > 0}>
      <p>{t('new-password-text')}</p>
      <Form
        form={form}
        labels={{ password: t('password'), passwordConfirmation: t('password-confirmation') }}
        submit={t('change')}
        back={{ label: t('return-to-details'), to: '/my-page/details' }}
        onSend={() => void send()}
      >
        <NewPassword />
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
