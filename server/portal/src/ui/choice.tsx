// A choice of one among several, each with a line that says who should choose it; and a box to tick.
import type { ComponentChildren } from 'preact';
import { Faults, ItemName, useField } from './field';
import { useInside } from './form';

interface Option {
  value: string;
  label: string;
  guide?: string;
}

interface Props {
  name: string;
  options: Option[];
  isRequired?: boolean;
  hint?: string;
}

/** Radio buttons. Nothing is chosen beforehand unless the form says so (R105, C3). */
export function Choice({ name, options, isRequired, hint }: Props) {
  const { form } = useInside();
  const { id, label, faults } = useField(name, Boolean(hint));
  const describedBy = [hint ? `${id}-hint` : '', faults.length > 0 ? `${id}-faults` : ''].filter(Boolean).join(' ');
  return (
    <fieldset class={faults.length > 0 ? 'field faulty' : 'field'} aria-describedby={describedBy || undefined}>
      <legend>
        <ItemName label={label} isRequired={isRequired} isFaulty={faults.length > 0} />
      </legend>
      {hint ? (
        <p class="hint" id={`${id}-hint`}>
          {hint}
        </p>
      ) : null}
      <Faults id={id} faults={faults} />
      {options.map(({ value, label: name_, guide }, index) => (
        <label class="option" key={value}>
          <input
            // The summary leads to the first one.
            id={index === 0 ? id : undefined}
            type="radio"
            name={name}
            value={value}
            checked={form.values[name] === value}
            required={isRequired}
            onChange={() => form.set(name, value)}
          />
          <span>
            <strong>{name_}</strong>
            {guide ? <small>{guide}</small> : null}
          </span>
        </label>
      ))}
    </fieldset>
  );
}

interface TickProps {
  /** The field of the API, whose faults are shown. */
  name: string;
  /** The value of the form that says whether the box is ticked. */
  values: string;
  isRequired?: boolean;
  children?: ComponentChildren;
}

/** A box to tick; its name is the sentence that one agrees to. */
export function Tick({ name, values, isRequired, children }: TickProps) {
  const { form } = useInside();
  const { id, label, faults, describedBy } = useField(name, false);
  return (
    <div class={faults.length > 0 ? 'field faulty' : 'field'}>
      {children}
      <Faults id={id} faults={faults} />
      <label class="option">
        <input
          id={id}
          type="checkbox"
          checked={form.values[values] === true}
          required={isRequired}
          aria-invalid={faults.length > 0}
          aria-describedby={describedBy}
          onChange={(event) => form.set(values, event.currentTarget.checked)}
        />
        <span>
          <ItemName label={label} isRequired={isRequired} isFaulty={faults.length > 0} />
        </span>
      </label>
    </div>
  );
}
