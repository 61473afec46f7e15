// A new password entered twice beside its rules (R63-R65). The rules tick off while one types; they help and never
// refuse. The API decides.
import { useState } from 'preact/hooks';
import { PasswordRulesDocument, type PasswordRulesQuery } from '../api/operations';
import { useQuery } from '../api/query';
import { useTexts } from '../texts/speech';
import { useInside } from '../ui/form';
import { PasswordInput, ShowPassword } from '../ui/password';

/** A new password and its repetition: the fields `password` and `passwordConfirmation` of the form. */
export function NewPassword() {
  const { form } = useInside();
  const [isVisible, setVisible] = useState(false);
  const { data } = useQuery(PasswordRulesDocument, {});
  return (
    <>
      <PasswordInput name="password" isVisible={isVisible} autocomplete="new-password" />
      {data ? <Rules rules={data.registrationRules.password} password={String(form.values['password'])} /> : null}
      <PasswordInput name="passwordConfirmation" isVisible={isVisible} autocomplete="new-password" />
      <ShowPassword isVisible={isVisible} onChange={setVisible} />
    </>
  );
}

type PasswordRules = PasswordRulesQuery['registrationRules']['password'];

function Rules({ rules, password }: { rules: PasswordRules; password: string }) {
  const t = useTexts();
  const { minLength: min, maxLength: max, symbols } = rules;
  const lines: [string, boolean][] = [
    [t('password-length', { min, max }), password.length >= min && password.length <= max],
    [t('password-uppercase'), /[A-Z]/.test(password)],
    [t('password-lowercase'), /[a-z]/.test(password)],
    [t('password-number'), /[0-9]/.test(password)],
    [t('password-symbol', { symbols: [...symbols].join(' ') }), [...password].some((one) => symbols.includes(one))],
  ];
  return (
    <div class="rules">
      <p>{t('password-rules')}</p>
      <ul>
        {lines.map(([text, isMet]) => (
          <li key={text} class={isMet ? 'met' : undefined}>
            {text} <small>({isMet ? t('rule-met') : t('rule-not-met')})</small>
          </li>
        ))}
      </ul>
    </div>
  );
}
