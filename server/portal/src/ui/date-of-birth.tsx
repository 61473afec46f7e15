// A date of birth in three fields, which people fill in from a passport without hunting in a calendar (R96). The
// faults are those of the one field of the API; the values are `year`, `month` and `day` of the form.
import { useTexts } from '../texts/speech';
import { Faults, ItemName, useField } from './field';
import { useInside } from './form';

export function DateOfBirth({ name }: { name: string }) {
  const t = useTexts();
  const { form } = useInside();
  const { id, label, faults } = useField(name, true);
  const parts = [
    ['year', t('year'), 'bday-year', 4],
    ['month', t('month'), 'bday-month', 2],
    ['day', t('day-of-month'), 'bday-day', 2],
  ] as const;
  return (
    <fieldset
      class={faults.length > 0 ? 'field faulty' : 'field'}
      aria-describedby={faults.length > 0 ? `${id}-hint ${id}-faults` : `${id}-hint`}
    >
      <legend>
        <ItemName label={label} isRequired isFaulty={faults.length > 0} />
      </legend>
      <p class="hint" id={`${id}-hint`}>
        {t('date-example')}
      </p>
      <Faults id={id} faults={faults} />
      <div class="date">
        {parts.map(([part, title, autocomplete, length]) => (
          <label key={part}>
            <span>{title}</span>
            <input
              id={part === 'year' ? id : `${id}-${part}`}
              class={`digits-${length}`}
              inputMode="numeric"
              autocomplete={autocomplete}
              maxLength={length}
              required
              aria-invalid={faults.length > 0}
              value={String(form.values[part])}
              onInput={(event) => form.set(part, event.currentTarget.value)}
            />
          </label>
        ))}
      </div>
    </fieldset>
  );
}
