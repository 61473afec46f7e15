// P14 and P15: the new password behind the link of an email (§2.5 step 3; R38, R45, R63, R64, I22).
import { ask } from '../api/ask';
import { CompletePasswordResetDocument } from '../api/operations';
import { loadFrame } from '../visitor/visitor';
import { useTask } from '../task/steps';
import { useState } from 'preact/hooks';
import { useTexts } from '../texts/speech';
import { Form, useForm } from '../ui/form';
import { NewPassword } from '../parts/new-password';
import { Rows } from '../ui/rows';
import { Screen } from '../ui/screen';
import { LinkPage, type OpenLink } from './link-page';
import { Stale } from './stale';

export function ResetPassword() {
  const t = useTexts();
  return (
    <LinkPage title={t('reset-title')} purpose="PASSWORD_RESET">
      {(open) => <Reset {...open} />}
    </LinkPage>
  );
}

function Reset({ token, takes }: OpenLink) {
  const t = useTexts();
  const task = useTask<'input' | 'done'>('input');
  const form = useForm({ password: '', passwordConfirmation: '' });
  const [userId, setUserId] = useState('');

  const send = async (): Promise<void> => {
    const done = await form.send(
      () => ask(CompletePasswordResetDocument, { input: { token, ...form.values } }),
      (answer) => answer.completePasswordReset.errors,
      takes,
    );
    if (!done) return;
    setUserId(done.completePasswordReset.userId ?? '');
    task.finish('done');
    // The reset ended every session of the account, perhaps the one of this browser.
    void loadFrame();
  };

  if (task.isStale) return <Stale start="/forgot-password" />;
  if (task.step === 'done') {
    return (
      <Screen key="done" title={t('reset-done')}>
        <p>{t('reset-done-text')}</p>
        <Rows rows={[{ name: t('user-id'), value: userId }]} />
        <div class="buttons">
          <a class="button key" href="/login">
            {t('login')}
          </a>
        </div>
      </Screen>
    );
  }
  return (
    <Screen key="input" title={t('reset-title')} isFaulty={form.faults.length > 0}>
      <p>{t('new-password-text')}</p>
      <Form
        form={form}
        labels={{ password: t('password'), passwordConfirmation: t('password-confirmation') }}
        submit={t('set-password')}
        onSend={() => void send()}
      >
        <NewPassword />
      </Form>
    </Screen>
  );
}
