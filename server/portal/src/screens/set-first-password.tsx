// P25: the first password (2023 manual step 8; R111, R112, D4). The page asks whether another tab has the top page or
// the login open, and the API whether somebody is logged in. Either way the link is not used up.
import { useState } from 'preact/hooks';
import { ask } from '../api/ask';
import { SetFirstPasswordDocument } from '../api/operations';
import { isPortalOpenElsewhere } from '../visitor/tabs';
import { loadFrame, logOut, useViewer } from '../visitor/visitor';
import { useTask } from '../task/steps';
import { useTexts } from '../texts/speech';
import { Banner } from '../ui/banner';
import { Form, useForm } from '../ui/form';
import { NewPassword } from '../parts/new-password';
import { Screen } from '../ui/screen';
import { UserIdBox } from '../ui/user-id-box';
import { LinkPage, type OpenLink } from './link-page';
import { Stale } from './stale';

export function SetPassword() {
  const t = useTexts();
  return (
    <LinkPage title={t('first-password-title')} purpose="FIRST_PASSWORD">
      {(open) => <FirstPassword {...open} />}
    </LinkPage>
  );
}

function FirstPassword({ token, takes }: OpenLink) {
  const t = useTexts();
  const viewer = useViewer();
  const task = useTask<'input' | 'done'>('input');
  const form = useForm({ password: '', passwordConfirmation: '' });
  const [isOpenElsewhere, setOpenElsewhere] = useState(false);
  const [userId, setUserId] = useState('');

  const send = async (): Promise<void> => {
    const isOpen = await isPortalOpenElsewhere();
    setOpenElsewhere(isOpen);
    if (isOpen) return;
    const done = await form.send(
      () => ask(SetFirstPasswordDocument, { input: { token, ...form.values } }),
      (answer) => answer.setFirstPassword.errors,
      takes,
    );
    if (!done) return;
    setUserId(done.setFirstPassword.userId ?? '');
    task.finish('done');
  };

  const leave = async (): Promise<void> => {
    if ((await logOut()) === null) await loadFrame();
    form.show([]);
  };

  if (task.isStale) return <Stale />;
  if (task.step === 'done') {
    return (
      <Screen key="done" title={t('first-password-done')}>
        <UserIdBox userId={userId} />
        <div class="buttons">
          <a class="button key" href="/login">
            {t('login')}
          </a>
        </div>
      </Screen>
    );
  }
  return (
    <Screen key="input" title={t('first-password-title')} isFaulty={form.faults.length > 0}>
      <p>{t('new-password-text')}</p>
      {isOpenElsewhere ? (
        <Banner kind="bad" isNews title={t('open-elsewhere')}>
          <p>{t('open-elsewhere-text')}</p>
        </Banner>
      ) : null}
      {viewer ? (
        <Banner kind="note" title={t('logged-in-as', { name: viewer.name })}>
          <p>{t('log-out-first')}</p>
          <button type="button" onClick={() => void leave()}>
            {t('logout')}
          </button>
        </Banner>
      ) : null}
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
