// P19: UserRegistration, P20: User registration confirmation, P21: User registration completion (§3 steps 6-8;
// R56-R69).
import { useState } from 'preact/hooks';
import { ask } from '../api/ask';
import type { Fault } from '../api/fault';
import { CompleteRegistrationDocument, type CompleteRegistrationMutation, type UserType } from '../api/operations';
import { useTask } from '../task/steps';
import { useTexts } from '../texts/speech';
import { useForm } from '../ui/form';
import { LinkPage, type OpenLink } from './link-page';
import { RegisterCompletion } from './register-completion';
import { RegisterConfirmation } from './register-confirmation';
import { RegisterForm } from './register-form';
import { Stale } from './stale';

export type Confirmation = NonNullable<CompleteRegistrationMutation['completeRegistration']['confirmation']>;

export interface Entries {
  type: UserType | null;
  name: string;
  phoneNumber: string;
  password: string;
  passwordConfirmation: string;
}

const EMPTY: Entries = { type: null, name: '', phoneNumber: '', password: '', passwordConfirmation: '' };

export function Register() {
  const t = useTexts();
  return (
    <LinkPage title={t('user-registration-title')} purpose="REGISTRATION">
      {(open) => <Registration {...open} />}
    </LinkPage>
  );
}

function Registration({ token, link, takes }: OpenLink) {
  const task = useTask<'input' | 'confirmation' | 'completion'>('input');
  const form = useForm(EMPTY);
  const [confirmed, setConfirmed] = useState<{ entries: Entries; confirmation: Confirmation } | null>(null);
  const [target, setTarget] = useState<keyof Entries | null>(null);
  const [issued, setIssued] = useState<{ userId: string; sentTo: string } | null>(null);

  const proceed = async (): Promise<void> => {
    const entries = { ...form.values };
    const data = await form.send(
      () => ask(CompleteRegistrationDocument, { input: { token, ...entries, validateOnly: true } }),
      (answer) => answer.completeRegistration.errors,
      takes,
    );
    const confirmation = data?.completeRegistration.confirmation;
    if (!confirmation) return;
    setConfirmed({ entries, confirmation });
    task.go('confirmation');
  };

  const register = async (entries: Entries): Promise<void> => {
    const data = await form.send(
      () => ask(CompleteRegistrationDocument, { input: { token, ...entries } }),
      (answer) => answer.completeRegistration.errors,
      (faults: Fault[]) => {
        if (takes(faults)) return true;
        // What was right a moment ago is not any more: back to the fields, with their marks.
        if (faults.some((fault) => fault.path.length > 0)) task.back();
        return false;
      },
    );
    if (!data) return;
    const { userId, sentTo } = data.completeRegistration;
    setIssued({ userId: userId ?? '', sentTo: sentTo ?? '' });
    form.set('password', '');
    form.set('passwordConfirmation', '');
    setConfirmed(null);
    task.finish('completion');
  };

  if (task.isStale) return <Stale start="/new-registration" />;
  if (task.step === 'completion' && issued) return <RegisterCompletion {...issued} />;
  if (task.step === 'confirmation' && confirmed) {
    return (
      <RegisterConfirmation
        confirmation={confirmed.confirmation}
        form={form}
        onReturn={(field) => {
          setTarget(field ?? null);
          task.back();
        }}
        onRegister={() => void register(confirmed.entries)}
      />
    );
  }
  return <RegisterForm email={link.email ?? ''} form={form} target={target} onProceed={() => void proceed()} />;
}
