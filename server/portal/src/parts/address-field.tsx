// "Address in Japan (the prefecture, the municipality)": a button that opens the search, and what was chosen (R97).
// The values are `municipalityCode` and `municipalityName` of the form.
import { useState } from 'preact/hooks';
import { Faults, ItemName, useField } from '../ui/field';
import { useInside } from '../ui/form';
import { useTexts } from '../texts/speech';
import { AddressSearch } from './address-search';

export function AddressField({ name }: { name: string }) {
  const t = useTexts();
  const { form } = useInside();
  const { id, label, faults, describedBy } = useField(name, true);
  const [isOpen, setOpen] = useState(false);
  const chosen = String(form.values['municipalityName']);
  return (
    <div class={faults.length > 0 ? 'field faulty' : 'field'} role="group" aria-labelledby={`${id}-name`}>
      <p class="name" id={`${id}-name`}>
        <ItemName label={label} isRequired isFaulty={faults.length > 0} />
      </p>
      <p class="hint" id={`${id}-hint`}>
        {t('address-hint')}
      </p>
      <Faults id={id} faults={faults} />
      <p class="chosen" role="status">
        {chosen || t('address-none')}
      </p>
      <button id={id} type="button" aria-describedby={describedBy} onClick={() => setOpen(true)}>
        {t('search')}
      </button>
      {isOpen ? (
        <AddressSearch
          onClose={() => setOpen(false)}
          onChoose={(code, full) => {
            form.set('municipalityCode', code);
            form.set('municipalityName', full);
            setOpen(false);
          }}
        />
      ) : null}
    </div>
  );
}
