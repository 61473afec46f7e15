// P12: User ID Input (Password Reset), and P13: the email is on its way (§2.5; R4, R38, R43, R44).
import { useState } from 'preact/hooks';
import { ask } from '../api/ask';
import { RequestPasswordResetDocument } from '../api/operations';
import { useSendingKey } from '../task/key';
import { useTask } from '../task/steps';
import { useTexts } from '../texts/speech';
import { TextField } from '../ui/field';
import { Form, useForm } from '../ui/form';
import { LinkUntil } from '../parts/link-until';
import { MailDomain } from '../parts/mail-domain';
import { Screen } from '../ui/screen';
import { Stale } from './stale';

export function ForgotPassword() {
  const t = useTexts();
  const task = useTask<'input' | 'sent'>('input');
  const form = useForm({ userId: '', email: '' });
  const [until, setUntil] = useState<string | null>(null);
  const keyOf = useSendingKey();

  const send = async (): Promise<void> => {
    const input = { ...form.values };
    const done = await form.send(
      () => ask(RequestPasswordResetDocument, { input: { ...input, idempotencyKey: keyOf(input) } }),
      (answer) => answer.requestPasswordReset.errors,
    );
    if (!done) return;
    setUntil(done.requestPasswordReset.linkExpiresAt ?? null);
    task.finish('sent');
  };

  if (task.isStale) return <Stale start="/forgot-password" />;
  if (task.step === 'sent') {
    return (
      <Screen key="sent" title={t('email-on-its-way')}>
        <p>{t('forgot-password-sent')}</p>
        <LinkUntil until={until} />
        <p>{t('spam-advice')}</p>
        <MailDomain />
        <div class="buttons">
          <a class="button key" href="/">
            {t('home')}
          </a>
        </div>
      </Screen>
    );
  }
  return (
    <Screen key="input" title={t('forgot-password-title')} isFaulty={form.faults.length > 0}>
      <p>{t('forgot-password-text')}</p>
      <MailDomain />
      <Form
        form={form}
        labels={{ userId: t('user-id-label'), email: t('email') }}
        submit={t('complete')}
        back={{ label: t('back-to-login'), to: '/login' }}
        onSend={() => void send()}
      >
        <TextField name="userId" autocomplete="username" hint={t('user-id-hint')} isRequired />
        <TextField name="email" type="email" autocomplete="email" hint={t('email-as-registered')} isRequired />
      </Form>
      <p>
        <a href="/forgot-user-id">{t('forgot-user-id')}</a>
      </p>
    </Screen>
  );
}
