// P16: Explanation of User Registration, P17: Email address input, P18: Email Sent (§3 steps 2-5; R10, R49-R55, R57).
// [Agree] only leads on: the version that was agreed to is sent with the address.
import { useState } from 'preact/hooks';
import { useLocation } from 'preact-iso/router';
import { ask } from '../api/ask';
import { StartRegistrationDocument, TermsVersionDocument } from '../api/operations';
import { useQuery } from '../api/query';
import { useSendingKey } from '../task/key';
import { useTask } from '../task/steps';
import { useLanguage, useTexts } from '../texts/speech';
import { Banner } from '../ui/banner';
import { TextField } from '../ui/field';
import { Form, useForm } from '../ui/form';
import { LinkUntil } from '../parts/link-until';
import { MailDomain } from '../parts/mail-domain';
import { useRegistrationForm } from '../parts/registration-form';
import { Screen } from '../ui/screen';
import { TermsText } from '../parts/terms-text';
import { TroubleBanner } from '../ui/trouble';
import { RegistrationSteps } from './registration-steps';
import { Stale } from './stale';

export function NewRegistration() {
  const t = useTexts();
  const { language } = useLanguage();
  const task = useTask<'explanation' | 'address' | 'sent'>('explanation', 'begin');
  const terms = useQuery(TermsVersionDocument, {});
  const [isOutdated, setOutdated] = useState(false);
  const [until, setUntil] = useState<string | null>(null);
  const form = useForm({ email: '', emailConfirmation: '' });
  const keyOf = useSendingKey();
  const version = terms.data?.termsOfUse.version;

  const send = async (): Promise<boolean> => {
    const input = { ...form.values, agreedTermsVersion: version ?? null, language };
    const done = await form.send(
      () => ask(StartRegistrationDocument, { input: { ...input, idempotencyKey: keyOf(input) } }),
      (answer) => answer.startRegistration.errors,
      (faults) => {
        const isTerms = faults.some(({ code }) => code === 'TERMS_OUTDATED' || code === 'TERMS_NOT_AGREED');
        if (!isTerms) return false;
        setOutdated(true);
        terms.again();
        task.back();
        return true;
      },
    );
    if (done) setUntil(done.startRegistration.linkExpiresAt ?? null);
    return done !== null;
  };

  if (task.isStale) return <Stale start="/new-registration" />;
  switch (task.step) {
    case 'explanation':
      return (
        <Screen key="explanation" title={t('explanation-title')} above={<RegistrationSteps at={0} />}>
          {isOutdated ? <Banner kind="note" isNews title={t('terms-outdated')} /> : null}
          <TroubleBanner trouble={terms.trouble} again={terms.again} />
          <SuggestedType />
          <Explanation />
          <p>{t('agree-means')}</p>
          <p>{t('agree-and-advance')}</p>
          <div class="buttons">
            <button
              type="button"
              class="key"
              aria-disabled={version === undefined}
              onClick={() => version !== undefined && (setOutdated(false), task.go('address'))}
            >
              {t('agree')}
            </button>
            <a class="button" href="/">
              {t('home')}
            </a>
          </div>
        </Screen>
      );
    case 'address':
      return (
        <Screen
          key="address"
          title={t('address-input-title')}
          above={<RegistrationSteps at={1} />}
          isFaulty={form.faults.length > 0}
        >
          <MailDomain />
          <Form
            form={form}
            labels={{ email: t('enter-email'), emailConfirmation: t('enter-email-confirmation') }}
            submit={t('register')}
            back={{ label: t('back-to-explanation'), go: task.back }}
            onSend={() => void send().then((isSent) => isSent && task.finish('sent'))}
          >
            <TextField name="email" type="email" autocomplete="email" isRequired />
            <TextField name="emailConfirmation" type="email" autocomplete="email" isRequired />
          </Form>
        </Screen>
      );
    case 'sent':
      return <Sent address={form.values.email.trim()} until={until} again={send} isBusy={form.isBusy} trouble={form} />;
  }
}

/** The user type of the top page's button (C18): chosen later, in the form behind the link. */
function SuggestedType() {
  const t = useTexts();
  const { query } = useLocation();
  const { data } = useRegistrationForm();
  const type = data?.userTypes.find((one) => one.type === query['type'] && one.flow === 'BY_EMAIL_LINK');
  return type ? <p>{t('suggested-type', { type: type.label })}</p> : null;
}

function Explanation() {
  const t = useTexts();
  return (
    <>
      <p>{t('explanation-read')}</p>
      <p>{t('explanation-text')}</p>
      <h2>{t('explanation-needs')}</h2>
      <ul>
        <li>{t('explanation-needs-email')}</li>
        <li>{t('explanation-needs-details')}</li>
        <li>{t('explanation-needs-time')}</li>
      </ul>
      <h2>{t('explanation-order')}</h2>
      <ol>
        <li>{t('order-user-id')}</li>
        <li>{t('order-application')}</li>
        <li>{t('order-certificate')}</li>
        <li>{t('order-receipt')}</li>
      </ol>
      <h2>{t('terms-of-service')}</h2>
      <div class="bordered">
        <TermsText level={3} />
      </div>
    </>
  );
}

interface SentProps {
  address: string;
  /** When the link expires. */
  until: string | null;
  again: () => Promise<boolean>;
  isBusy: boolean;
  trouble: Pick<ReturnType<typeof useForm>, 'trouble' | 'faults'>;
}

function Sent({ address, until, again, isBusy, trouble }: SentProps) {
  const t = useTexts();
  const [wasRepeated, setRepeated] = useState(false);
  return (
    <Screen key="sent" title={t('email-sent-title')} above={<RegistrationSteps at={2} />}>
      <p>{t('email-sent-to', { address })}</p>
      <LinkUntil until={until} />
      <p>{t('email-sent-works')}</p>
      <MailDomain />
      <h2>{t('no-email-title')}</h2>
      <p>{t('spam-advice')}</p>
      <TroubleBanner trouble={trouble.trouble} />
      <div role="status">
        {trouble.faults.map((fault) => (
          <p key={fault.code}>{fault.message}</p>
        ))}
        {wasRepeated ? <p>{t('sent-again')}</p> : null}
      </div>
      <div class="buttons">
        <button type="button" aria-disabled={isBusy} onClick={() => void again().then((isSent) => setRepeated(isSent))}>
          {isBusy ? t('checking') : t('send-again')}
        </button>
        <a class="button" href="/new-registration" onClick={begin}>
          {t('another-address')}
        </a>
      </div>
    </Screen>
  );
}

/** Another address is another registration, with an empty memory. */
function begin(event: Event): void {
  event.preventDefault();
  event.stopPropagation();
  location.assign('/new-registration');
}
