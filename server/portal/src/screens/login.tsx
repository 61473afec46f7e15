// P7: User Login (§2.2; R26, R27, R34-R39). One message for every refusal.
import { useLocation } from 'preact-iso/router';
import { ask } from '../api/ask';
import { LogInDocument } from '../api/operations';
import { loggedIn, sessionEnd, useViewer } from '../visitor/visitor';
import { useStore } from '../store';
import { useLanguage, useTexts } from '../texts/speech';
import { Banner } from '../ui/banner';
import { TextField } from '../ui/field';
import { Form, useForm } from '../ui/form';
import { PresentPassword } from '../ui/password';
import { Screen } from '../ui/screen';

/** The address `/login`: after the login it leads to the list, where there is something to do. */
export function LoginPage() {
  const t = useTexts();
  const viewer = useViewer();
  const { route } = useLocation();
  if (!viewer) return <Login onLogin={() => route('/receipts')} />;
  return (
    <Screen title={t('login-title')}>
      <p>{t('already-logged-in', { name: viewer.name })}</p>
      <div class="buttons">
        <a class="button key" href="/receipts">
          {t('receipts-title')}
        </a>
        <a class="button" href="/logout">
          {t('logout')}
        </a>
      </div>
    </Screen>
  );
}

interface Props {
  /** What follows the login. Without it, the screen in whose place the login stood. */
  onLogin?: () => void;
}

export function Login({ onLogin }: Props) {
  const t = useTexts();
  const { language } = useLanguage();
  const ended = useStore(sessionEnd);
  const form = useForm({ userId: '', password: '' });
  const labels = { userId: t('user-id-label'), password: t('password') };
  const mayBeLocked = form.faults.some((fault) => fault.hint === 'MAY_BE_LOCKED');

  const send = async (): Promise<void> => {
    const data = await form.send(
      () => ask(LogInDocument, { input: { ...form.values }, language }),
      (answer) => answer.logIn.errors,
    );
    if (!data?.logIn.viewer) return;
    await loggedIn(data.logIn.viewer);
    onLogin?.();
  };

  return (
    <Screen title={t('login-title')} isFaulty={form.faults.length > 0}>
      {ended === null ? null : <Banner kind="note" isNews title={ended || t('session-over')} />}
      {mayBeLocked ? (
        <Banner kind="note" title={t('may-be-locked')}>
          <p>
            <a href="/forgot-password">{t('reset-password')}</a>
          </p>
        </Banner>
      ) : null}
      <Form form={form} labels={labels} submit={t('login')} onSend={() => void send()}>
        <TextField name="userId" isRequired autocomplete="username" hint={t('user-id-hint')} />
        <PresentPassword name="password" />
      </Form>
      <ul class="ways">
        <li>
          <a href="/forgot-user-id">{t('forgot-user-id')}</a>
        </li>
        <li>
          <a href="/forgot-password">{t('forgot-password')}</a>
        </li>
        <li>
          <a href="/new-registration">{t('no-user-id')}</a>
        </li>
      </ul>
      <Banner kind="note" title={t('reference')}>
        <ul>
          <li>{t('login-before-2026')}</li>
          <li>{t('login-not-ens')}</li>
          <li>{t('login-lock')}</li>
        </ul>
      </Banner>
    </Screen>
  );
}
