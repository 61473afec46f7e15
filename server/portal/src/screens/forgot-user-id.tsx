// P10: Email Address Input (User ID Notification), and P11: the email is on its way (§2.4; R4, R41, R42). The answer
// is the same for known and unknown addresses (I20).
import { ask } from '../api/ask';
import { RequestUserIdDocument } from '../api/operations';
import { useSendingKey } from '../task/key';
import { useTask } from '../task/steps';
import { useTexts } from '../texts/speech';
import { TextField } from '../ui/field';
import { Form, useForm } from '../ui/form';
import { MailDomain } from '../parts/mail-domain';
import { Screen } from '../ui/screen';
import { Stale } from './stale';

export function ForgotUserId() {
  const t = useTexts();
  const task = useTask<'input' | 'sent'>('input');
  const form = useForm({ email: '', name: '' });
  const keyOf = useSendingKey();

  const send = async (): Promise<void> => {
    const input = { ...form.values };
    const done = await form.send(
      () => ask(RequestUserIdDocument, { input: { ...input, idempotencyKey: keyOf(input) } }),
      (answer) => answer.requestUserId.errors,
    );
    if (done) task.finish('sent');
  };

  if (task.isStale) return <Stale start="/forgot-user-id" />;
  if (task.step === 'sent') {
    return (
      <Screen key="sent" title={t('email-on-its-way')}>
        <p>{t('forgot-user-id-sent')}</p>
        <p>{t('spam-advice')}</p>
        <MailDomain />
        <div class="buttons">
          <a class="button key" href="/login">
            {t('login')}
          </a>
        </div>
      </Screen>
    );
  }
  return (
    <Screen key="input" title={t('forgot-user-id-title')} isFaulty={form.faults.length > 0}>
      <p>{t('forgot-user-id-text')}</p>
      <MailDomain />
      <Form
        form={form}
        labels={{ email: t('email'), name: t('name') }}
        submit={t('complete')}
        back={{ label: t('back-to-login'), to: '/login' }}
        onSend={() => void send()}
      >
        <TextField name="email" type="email" autocomplete="email" isRequired />
        <TextField name="name" autocomplete="name" hint={t('name-as-registered')} isUpperCase isRequired />
      </Form>
    </Screen>
  );
}
