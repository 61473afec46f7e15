// P38 (ours): the data that is held about the account, as a file; and closing the account for good.
import { useState } from 'preact/hooks';
import { ask } from '../api/ask';
import { CloseAccountDocument, ExportDataDocument } from '../api/operations';
import { Private } from './private';
import { useTask } from '../task/steps';
import { useTexts } from '../texts/speech';
import { Banner } from '../ui/banner';
import { Tick } from '../ui/choice';
import { Form, useForm } from '../ui/form';
import { PresentPassword } from '../ui/password';
import { Screen } from '../ui/screen';
import { Stale } from './stale';

export function Data() {
  return (
    <Private>
      <Tasks />
    </Private>
  );
}

function Tasks() {
  const t = useTexts();
  const task = useTask<'data' | 'closing'>('data', 'begin');
  if (task.isStale) return <Stale />;
  if (task.step === 'closing') return <Closing onReturn={task.back} />;
  return (
    <Screen key="data" title={t('data-title')}>
      <h2>{t('export-title')}</h2>
      <Export />
      <h2>{t('close-title')}</h2>
      <p>{t('close-text')}</p>
      <div class="buttons">
        <button type="button" onClick={() => task.go('closing')}>
          {t('close-account')}
        </button>
        <a class="button" href="/my-page">
          {t('my-page')}
        </a>
      </div>
    </Screen>
  );
}

function Export() {
  const t = useTexts();
  const form = useForm({ currentPassword: '' });
  const [isSaved, setSaved] = useState(false);
  const send = async (): Promise<void> => {
    setSaved(false);
    const data = await form.send(
      () => ask(ExportDataDocument, { input: { ...form.values } }),
      (answer) => answer.exportData.errors,
    );
    if (!data) return;
    form.set('currentPassword', '');
    save(data.exportData.json ?? '');
    setSaved(true);
  };
  return (
    <>
      <p>{t('export-text')}</p>
      <Form
        form={form}
        labels={{ currentPassword: t('present-password') }}
        submit={t('export-button')}
        onSend={() => void send()}
      >
        <PresentPassword name="currentPassword" />
      </Form>
      <p role="status">{isSaved ? t('export-saved') : ''}</p>
    </>
  );
}

/** Offers a text as a file to keep. */
function save(json: string): void {
  const url = URL.createObjectURL(new Blob([json], { type: 'application/json' }));
  const link = document.createElement('a');
  link.href = url;
  link.download = 'account.json';
  link.click();
  URL.revokeObjectURL(url);
}

function Closing({ onReturn }: { onReturn: () => void }) {
  const t = useTexts();
  const form = useForm({ isSure: false, currentPassword: '' });
  const send = async (): Promise<void> => {
    if (!form.values.isSure) {
      form.show([{ code: 'REQUIRED', message: t('close-tick'), path: ['isSure'] }]);
      return;
    }
    const data = await form.send(
      () => ask(CloseAccountDocument, { input: { currentPassword: form.values.currentPassword } }),
      (answer) => answer.closeAccount.errors,
    );
    // A full load, so that nothing of the account stays in memory.
    if (data) location.replace('/?closed');
  };
  return (
    <Screen key="closing" title={t('close-account')} isFaulty={form.faults.length > 0}>
      <Banner kind="bad" title={t('close-warning')}>
        <p>{t('close-warning-text')}</p>
      </Banner>
      <Form
        form={form}
        labels={{ isSure: t('close-sure'), currentPassword: t('present-password') }}
        submit={t('close-account')}
        back={{ label: t('cancel'), go: onReturn }}
        onSend={() => void send()}
      >
        <Tick name="isSure" values="isSure" isRequired />
        <PresentPassword name="currentPassword" />
      </Form>
    </Screen>
  );
}
