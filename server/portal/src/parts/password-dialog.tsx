// The question for the present password before a sensitive change, when the login is some time ago. What it asks for
// is sent with the same entries once more.
import type { Answer } from '../api/ask';
import { fieldOf, type Fault } from '../api/fault';
import { useTexts } from '../texts/speech';
import { Dialog } from '../ui/dialog';
import { Form, useForm } from '../ui/form';
import { PresentPassword } from '../ui/password';

interface Props<Result> {
  request: (currentPassword: string) => Promise<Answer<Result>>;
  faultsOf: (result: Result) => Fault[];
  onDone: (result: Result) => void;
  /** Faults of the entries themselves: the dialog closes, and the form below shows them. */
  onFaults: (faults: Fault[]) => void;
  onClose: () => void;
}

export function PasswordDialog<Result>({ request, faultsOf, onDone, onFaults, onClose }: Props<Result>) {
  const t = useTexts();
  const form = useForm({ currentPassword: '' });
  const send = async (): Promise<void> => {
    const data = await form.send(
      () => request(form.values.currentPassword),
      faultsOf,
      (faults) => {
        const isElsewhere = faults.some((fault) => fieldOf(fault) !== null && fieldOf(fault) !== 'currentPassword');
        if (isElsewhere) onFaults(faults.filter((fault) => fieldOf(fault) !== 'currentPassword'));
        return isElsewhere;
      },
    );
    if (data) onDone(data);
  };
  return (
    <Dialog title={t('enter-present-password')} onClose={onClose}>
      <p>{t('enter-present-password-text')}</p>
      <Form
        form={form}
        labels={{ currentPassword: t('present-password') }}
        submit={t('go-on')}
        back={{ label: t('cancel'), go: onClose }}
        onSend={() => void send()}
      >
        <PresentPassword name="currentPassword" />
      </Form>
    </Dialog>
  );
}
