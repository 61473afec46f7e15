// P33: the new email address (§6.1 step 4; R85, I23). The button completes the change, because mail scanners open
// links.
import { ask } from '../api/ask';
import { CompleteEmailChangeDocument } from '../api/operations';
import { loadFrame, useViewer } from '../visitor/visitor';
import { useTask } from '../task/steps';
import { useTexts } from '../texts/speech';
import { Form, useForm } from '../ui/form';
import { Screen } from '../ui/screen';
import { LinkPage, type OpenLink } from './link-page';
import { Stale } from './stale';

export function ChangeEmail() {
  const t = useTexts();
  return (
    <LinkPage title={t('change-email-title')} purpose="EMAIL_CHANGE">
      {(open) => <Change {...open} />}
    </LinkPage>
  );
}

function Change({ token, takes }: OpenLink) {
  const t = useTexts();
  const viewer = useViewer();
  const task = useTask<'input' | 'done'>('input');
  const form = useForm({});

  const send = async (): Promise<void> => {
    const done = await form.send(
      () => ask(CompleteEmailChangeDocument, { input: { token } }),
      (answer) => answer.completeEmailChange.errors,
      takes,
    );
    if (!done) return;
    task.finish('done');
    void loadFrame();
  };

  if (task.isStale) return <Stale />;
  if (task.step === 'done') {
    return (
      <Screen key="done" title={t('change-email-done')}>
        <p>{viewer ? t('change-email-done-here') : t('change-email-done-logged-out')}</p>
        <div class="buttons">
          <a class="button key" href={viewer ? '/my-page/details' : '/login'}>
            {viewer ? t('details-title') : t('login')}
          </a>
        </div>
      </Screen>
    );
  }
  return (
    <Screen key="input" title={t('change-email-title')}>
      <p>{t('change-email-text')}</p>
      {viewer ? <p>{t('logged-in-as', { name: viewer.name })}</p> : null}
      <Form form={form} labels={{}} submit={t('change')} onSend={() => void send()} />
    </Screen>
  );
}
