// P22 to P24: User information registration, STEP1 to STEP3 (2023 manual; R93-R110).
import { useState } from 'preact/hooks';
import { ask } from '../api/ask';
import { isOfStep, type Fault } from '../api/fault';
import {
  RegisterCounterApplicantDocument,
  TermsVersionDocument,
  type RegisterCounterApplicantInput,
  type RegisterCounterApplicantMutation,
  type Sex,
  type UserType,
} from '../api/operations';
import { useQuery } from '../api/query';
import { useTask } from '../task/steps';
import { useLanguage } from '../texts/speech';
import { useForm } from '../ui/form';
import { CounterCompletion, type Issued } from './counter-completion';
import { CounterConfirmation } from './counter-confirmation';
import { CounterForm } from './counter-form';
import { Stale } from './stale';

export type CounterConfirmed = NonNullable<
  RegisterCounterApplicantMutation['registerCounterApplicant']['confirmation']
>;

export interface CounterEntries {
  name: string;
  sex: Sex | null;
  year: string;
  month: string;
  day: string;
  municipalityCode: string;
  /** Prefecture and municipality as the person chose them, to be shown. */
  municipalityName: string;
  street: string;
  phoneNumber: string;
  email: string;
  emailConfirmation: string;
  type: UserType | null;
  isAgreed: boolean;
}

const EMPTY: CounterEntries = {
  name: '',
  sex: null,
  year: '',
  month: '',
  day: '',
  municipalityCode: '',
  municipalityName: '',
  street: '',
  phoneNumber: '',
  email: '',
  emailConfirmation: '',
  type: null,
  isAgreed: false,
};

interface Confirmed {
  input: RegisterCounterApplicantInput;
  values: CounterConfirmed;
  stepToken: string;
  /** When the step ends, by this device's clock. */
  until: number;
}

/** How long the API keeps a confirmed step. */
const STEP_TIME = 30 * 60 * 1000;

export function CounterRegistration() {
  const { language } = useLanguage();
  const task = useTask<'input' | 'confirmation' | 'completion'>('input');
  const terms = useQuery(TermsVersionDocument, {});
  const form = useForm(EMPTY);
  const [confirmed, setConfirmed] = useState<Confirmed | null>(null);
  const [issued, setIssued] = useState<Issued | null>(null);
  const [isUsed, setUsed] = useState(false);

  const confirm = async (): Promise<void> => {
    const { year, month, day, isAgreed, municipalityName: _, ...rest } = form.values;
    const input: RegisterCounterApplicantInput = {
      ...rest,
      birthDate: year || month || day ? `${year}-${month}-${day}` : '',
      agreedTermsVersion: isAgreed ? (terms.data?.termsOfUse.version ?? null) : null,
      language,
    };
    const data = await form.send(
      () => ask(RegisterCounterApplicantDocument, { input: { ...input, validateOnly: true } }),
      (answer) => answer.registerCounterApplicant.errors,
      (faults) => {
        // The person has to read the new terms and tick the box once more.
        if (faults.some(({ code }) => code === 'TERMS_OUTDATED')) {
          terms.again();
          form.set('isAgreed', false);
        }
        return false;
      },
    );
    const { confirmation, stepToken } = data?.registerCounterApplicant ?? {};
    if (!confirmation || !stepToken) return;
    setConfirmed({ input, values: confirmation, stepToken, until: Date.now() + STEP_TIME });
    task.go('confirmation');
  };

  const register = async ({ input, stepToken }: Confirmed): Promise<void> => {
    const data = await form.send(
      () => ask(RegisterCounterApplicantDocument, { input: { ...input, stepToken } }),
      (answer) => answer.registerCounterApplicant.errors,
      (faults: Fault[]) => {
        const fault = faults.find(isOfStep);
        if (fault?.code === 'STEP_USED') setUsed(true);
        else if (faults.some(({ code }) => code !== 'RATE_LIMITED')) {
          setConfirmed(null);
          task.back();
        }
        return fault?.code === 'STEP_USED';
      },
    );
    if (!data) return;
    const { userId, sentTo, linkExpiresAt } = data.registerCounterApplicant;
    setIssued({ userId: userId ?? '', sentTo: sentTo ?? '', until: linkExpiresAt ?? null });
    setConfirmed(null);
    task.finish('completion');
  };

  if (task.isStale || isUsed) return <Stale start="/counter-registration" />;
  if (task.step === 'completion' && issued) return <CounterCompletion {...issued} />;
  if (task.step === 'confirmation' && confirmed) {
    return (
      <CounterConfirmation
        values={confirmed.values}
        until={confirmed.until}
        form={form}
        onBack={task.back}
        onRegister={() => void register(confirmed)}
      />
    );
  }
  return <CounterForm form={form} onConfirm={() => void confirm()} />;
}
