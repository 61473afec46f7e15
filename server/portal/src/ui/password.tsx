// A field for a password, which can be shown while it is typed, and the present password in one.
import { useState } from 'preact/hooks';
import { useTexts } from '../texts/speech';
import { Field } from './field';
import { useInside } from './form';

interface Props {
  name: string;
  isVisible: boolean;
  autocomplete: 'current-password' | 'new-password';
  hint?: string;
}

export function PasswordInput({ name, isVisible, autocomplete, hint }: Props) {
  const { form } = useInside();
  return (
    <Field name={name} hint={hint} isRequired>
      {({ id, faults, describedBy }) => (
        <input
          id={id}
          // The types know an input of one kind; this one changes.
          type={(isVisible ? 'text' : 'password') as 'text'}
          autocomplete={autocomplete}
          autocapitalize="none"
          spellcheck={false}
          value={String(form.values[name])}
          required
          aria-invalid={faults.length > 0}
          aria-describedby={describedBy}
          onInput={(event) => form.set(name, event.currentTarget.value)}
        />
      )}
    </Field>
  );
}

/** "Show the password", for every field of the form. */
export function ShowPassword({ isVisible, onChange }: { isVisible: boolean; onChange: (isVisible: boolean) => void }) {
  const t = useTexts();
  return (
    <label class="option plain">
      <input type="checkbox" checked={isVisible} onChange={(event) => onChange(event.currentTarget.checked)} />
      <span>{t('show-password')}</span>
    </label>
  );
}

/** The present password, under the given name of the form. */
export function PresentPassword({ name }: { name: string }) {
  const [isVisible, setVisible] = useState(false);
  return (
    <>
      <PasswordInput name={name} isVisible={isVisible} autocomplete="current-password" />
      <ShowPassword isVisible={isVisible} onChange={setVisible} />
    </>
  );
}
