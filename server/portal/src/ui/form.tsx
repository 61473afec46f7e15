// A form (R62, R66, R105): its values, the faults of the last answer, and its buttons. It is checked by the API
// alone, when it is sent. Buttons are never disabled: one that cannot be used yet says why.
import { createContext, type ComponentChildren } from 'preact';
import { useContext, useEffect, useRef, useState } from 'preact/hooks';
import type { Answer, Trouble } from '../api/ask';
import { inLanguage, isLoggedOut, type Fault } from '../api/fault';
import { sessionOver } from '../visitor/visitor';
import { useLanguage, useTexts } from '../texts/speech';
import { useCountdown, waitText } from './countdown';
import { FaultSummary } from './fault-summary';
import { TroubleBanner } from './trouble';

export interface FormState<Values> {
  values: Values;
  set: <Name extends keyof Values>(name: Name, value: Values[Name]) => void;
  faults: Fault[];
  trouble: Trouble | null;
  isBusy: boolean;
  /** The count of answers with faults: each one takes the focus to the summary. */
  round: number;
  /** Sends the form. The answer if it has no faults; null otherwise. */
  send: <Result>(
    request: () => Promise<Answer<Result>>,
    faultsOf: (result: Result) => Fault[],
    /** Faults that the screen answers with something else than a mark: true if it did. */
    takes?: (faults: Fault[]) => boolean,
  ) => Promise<Result | null>;
  /** Shows faults that another form's answer had for this one. */
  show: (faults: Fault[]) => void;
}

export function useForm<Values extends object>(first: Values): FormState<Values> {
  const [values, setValues] = useState(first);
  const [faults, setFaults] = useState<Fault[]>([]);
  const [trouble, setTrouble] = useState<Trouble | null>(null);
  const [isBusy, setBusy] = useState(false);
  const [round, setRound] = useState(0);
  const busy = useRef(false);
  const { tag } = useLanguage();

  useEffect(() => {
    if (faults.length > 0) void inLanguage(faults).then(setFaults);
  }, [tag]);

  const show = (found: Fault[]): void => {
    setFaults(found);
    setRound((n) => n + 1);
  };

  const send: FormState<Values>['send'] = async (request, faultsOf, takes) => {
    // A double click sends once.
    if (busy.current) return null;
    busy.current = true;
    setBusy(true);
    const { data, trouble: failed } = await request();
    busy.current = false;
    setBusy(false);
    setTrouble(failed);
    if (failed) {
      setFaults([]);
      return null;
    }
    const found = faultsOf(data);
    const loggedOut = found.find(isLoggedOut);
    if (loggedOut) sessionOver(loggedOut.message);
    if (found.length === 0) setFaults([]);
    else if (!takes?.(found)) show(found);
    return found.length === 0 ? data : null;
  };

  return {
    values,
    set: (name, value) => setValues((before) => ({ ...before, [name]: value })),
    faults,
    trouble,
    isBusy,
    round,
    send,
    show,
  };
}

/** A way that is not the form's purpose, e.g. "Return to Input": an address of the portal or an action. */
export interface OtherWay {
  label: string;
  to?: string;
  go?: () => void;
}

interface Props<Values> {
  form: FormState<Values>;
  /** The names of the fields, as the person reads them. */
  labels: Partial<Record<keyof Values, string>>;
  /** The label of the button. */
  submit: string;
  back?: OtherWay;
  onSend: () => void;
  children?: ComponentChildren;
}

interface Inside {
  form: FormState<Record<string, unknown>>;
  labels: Record<string, string | undefined>;
}

const FormContext = createContext<Inside | null>(null);

export function useInside(): Inside {
  const inside = useContext(FormContext);
  if (!inside) throw new Error('a field outside a form');
  return inside;
}

export function Form<Values extends object>({ form, labels, submit, back, onSend, children }: Props<Values>) {
  const t = useTexts();
  const wait = form.faults.find((fault) => fault.retryAfterSeconds)?.retryAfterSeconds ?? 0;
  const pause = form.trouble?.kind === 'busy' ? form.trouble.seconds : wait;
  const seconds = useCountdown(pause, form.round);
  const cannot = form.isBusy || seconds > 0;
  const inside = { form, labels } as unknown as Inside;
  const label = form.isBusy ? t('checking') : seconds > 0 ? waitText(t, seconds) : submit;
  return (
    <form
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        if (!cannot) onSend();
      }}
    >
      <TroubleBanner trouble={form.trouble} />
      <FaultSummary faults={form.faults} round={form.round} labels={inside.labels} />
      <FormContext.Provider value={inside}>{children}</FormContext.Provider>
      <div class="buttons">
        <button type="submit" class="key" aria-disabled={cannot}>
          {label}
        </button>
        {back ? <Way way={back} /> : null}
      </div>
    </form>
  );
}

export function Way({ way: { label, to, go } }: { way: OtherWay }) {
  if (to !== undefined) {
    return (
      <a class="button" href={to}>
        {label}
      </a>
    );
  }
  return (
    <button type="button" onClick={go}>
      {label}
    </button>
  );
}
