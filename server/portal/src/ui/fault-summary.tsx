// The box above a form that lists its faults. The focus moves there; each line leads to its field.
import { useEffect, useRef } from 'preact/hooks';
import { fieldOf, type Fault } from '../api/fault';
import { useTexts } from '../texts/speech';

interface Props {
  faults: Fault[];
  round: number;
  labels: Record<string, string | undefined>;
}

/** The name of the field that a fault marks; null if the form does not show it. */
const shown = (fault: Fault, labels: Props['labels']): string | null => {
  const field = fieldOf(fault);
  return field !== null && labels[field] !== undefined ? field : null;
};

/** The name of a field, as the API or else the form has it. */
const nameOf = (fault: Fault, labels: Props['labels']): string => fault.fieldLabel ?? labels[fieldOf(fault)!]!;

export function FaultSummary({ faults, round, labels }: Props) {
  const t = useTexts();
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (faults.length > 0) box.current?.focus();
  }, [round]);
  if (faults.length === 0) return null;
  const ofForm = faults.filter((fault) => shown(fault, labels) === null);
  const ofFields = faults.filter((fault) => shown(fault, labels) !== null);
  const count = new Set(ofFields.map((fault) => fieldOf(fault))).size;
  return (
    <div class="faults" ref={box} tabIndex={-1}>
      <div role="alert">
        {ofForm.length > 0 ? (
          <>
            <h2>{t('not-carried-out')}</h2>
            {ofForm.map((fault) => (
              <p key={`${fieldOf(fault)} ${fault.code}`}>{fault.message}</p>
            ))}
          </>
        ) : null}
        {count > 0 ? (
          <>
            <h2>{t('faults', { count })}</h2>
            <ul>
              {ofFields.map((fault) => (
                <FaultLine key={`${fieldOf(fault)} ${fault.code}`} fault={fault} label={nameOf(fault, labels)} />
              ))}
            </ul>
          </>
        ) : null}
      </div>
    </div>
  );
}

function FaultLine({ fault, label }: { fault: Fault; label: string }) {
  const t = useTexts();
  const id = fieldId(fieldOf(fault)!);
  const lead = (event: Event): void => {
    event.preventDefault();
    document.getElementById(id)?.focus();
  };
  return (
    <li>
      <a href={`#${id}`} onClick={lead}>
        {t('fault-line', { item: label, message: fault.message })}
      </a>
    </li>
  );
}

/** The id of the control of a field. */
export const fieldId = (name: string): string => `field-${name}`;
