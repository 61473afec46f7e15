// A field of a form: its name, "Required", a hint, its faults, and the control (R62, R66, C12).
import type { ComponentChildren } from 'preact';
import { fieldOf, type Fault } from '../api/fault';
import { useTexts } from '../texts/speech';
import { fieldId } from './fault-summary';
import { useInside } from './form';

export interface Described {
  id: string;
  label: string;
  faults: Fault[];
  /** The ids of hint and faults, for `aria-describedby`. */
  describedBy: string | undefined;
}

/** What a control needs to know about its field. */
export function useField(name: string, hasHint: boolean): Described {
  const { form, labels } = useInside();
  const id = fieldId(name);
  const faults = form.faults.filter((fault) => fieldOf(fault) === name);
  const ids = [hasHint ? `${id}-hint` : '', faults.length > 0 ? `${id}-faults` : ''].filter(Boolean);
  return { id, label: labels[name] ?? name, faults, describedBy: ids.join(' ') || undefined };
}

/** The name of an item. At a fault it turns yellow, with a red "!" before it. */
export function ItemName({ label, isRequired, isFaulty }: { label: string; isRequired?: boolean; isFaulty: boolean }) {
  const t = useTexts();
  return (
    <>
      {isFaulty ? (
        <span class="mark" role="img" aria-label={t('fault-mark')}>
          !
        </span>
      ) : null}{' '}
      <span class="item">{label}</span> {isRequired ? <span class="required">{t('required')}</span> : null}
    </>
  );
}

export function Faults({ id, faults }: { id: string; faults: Fault[] }) {
  if (faults.length === 0) return null;
  return (
    <div class="messages" id={`${id}-faults`}>
      {faults.map(({ code, message }) => (
        <p key={code}>{message}</p>
      ))}
    </div>
  );
}

interface FieldProps {
  name: string;
  hint?: ComponentChildren;
  isRequired?: boolean;
  children: (described: Described) => ComponentChildren;
}

/** A field with one control. */
export function Field({ name, hint, isRequired, children }: FieldProps) {
  const described = useField(name, Boolean(hint));
  const { id, label, faults } = described;
  return (
    <div class={faults.length > 0 ? 'field faulty' : 'field'}>
      <label for={id}>
        <ItemName label={label} isRequired={isRequired} isFaulty={faults.length > 0} />
      </label>
      {hint ? (
        <p class="hint" id={`${id}-hint`}>
          {hint}
        </p>
      ) : null}
      <Faults id={id} faults={faults} />
      {children(described)}
    </div>
  );
}

interface TextProps {
  name: string;
  hint?: ComponentChildren;
  isRequired?: boolean;
  type?: 'text' | 'email' | 'tel' | 'search';
  autocomplete?: string;
  inputMode?: 'text' | 'numeric' | 'tel' | 'email';
  /** Whether letters become capitals, as the registration stores them. */
  isUpperCase?: boolean;
  /** A field for few characters. */
  isShort?: boolean;
}

export function TextField({
  name,
  hint,
  isRequired,
  type = 'text',
  autocomplete,
  inputMode,
  isUpperCase,
  isShort,
}: TextProps) {
  const { form } = useInside();
  const change = (event: { currentTarget: HTMLInputElement }): void => form.set(name, event.currentTarget.value);
  const leave = (event: { currentTarget: HTMLInputElement }): void => {
    if (isUpperCase) form.set(name, event.currentTarget.value.toUpperCase());
  };
  return (
    <Field name={name} hint={hint} isRequired={isRequired}>
      {({ id, faults, describedBy }) => (
        <input
          id={id}
          class={isShort ? 'short' : undefined}
          // "email" would let the browser move the caret and refuse addresses that the API takes.
          type={(type === 'email' ? 'text' : type) as 'text'}
          inputMode={inputMode ?? (type === 'text' || type === 'search' ? undefined : type)}
          autocomplete={autocomplete}
          autocapitalize={isUpperCase ? 'characters' : 'none'}
          spellcheck={false}
          value={String(form.values[name])}
          required={isRequired}
          aria-invalid={faults.length > 0}
          aria-describedby={describedBy}
          onInput={change}
          onBlur={leave}
        />
      )}
    </Field>
  );
}
