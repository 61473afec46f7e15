// P34: "This was not me", the link in the notice to the old address (I22). The button undoes the change.
import { ask } from '../api/ask';
import { DisavowChangeDocument } from '../api/operations';
import { loadFrame } from '../visitor/visitor';
import { useTask } from '../task/steps';
import { useTexts } from '../texts/speech';
import { Form, useForm } from '../ui/form';
import { Screen } from '../ui/screen';
import { LinkPage, type OpenLink } from './link-page';
import { Stale } from './stale';

export function NotMe() {
  const t = useTexts();
  return (
    <LinkPage title={t('not-me-title')} purpose="DISAVOW">
      {(open) => <Disavow {...open} />}
    </LinkPage>
  );
}

function Disavow({ token, takes }: OpenLink) {
  const t = useTexts();
  const task = useTask<'input' | 'done'>('input');
  const form = useForm({});

  const send = async (): Promise<void> => {
    const done = await form.send(
      () => ask(DisavowChangeDocument, { input: { token } }),
      (answer) => answer.disavowChange.errors,
      takes,
    );
    if (!done) return;
    task.finish('done');
    void loadFrame();
  };

  if (task.isStale) return <Stale />;
  if (task.step === 'done') {
    return (
      <Screen key="done" title={t('not-me-done')}>
        <p>{t('not-me-done-text')}</p>
        <div class="buttons">
          <a class="button key" href="/forgot-password">
            {t('reset-password')}
          </a>
        </div>
      </Screen>
    );
  }
  return (
    <Screen key="input" title={t('not-me-title')}>
      <p>{t('not-me-text')}</p>
      <Form
        form={form}
        labels={{}}
        submit={t('not-me-button')}
        back={{ label: t('home'), to: '/' }}
        onSend={() => void send()}
      />
    </Screen>
  );
}
