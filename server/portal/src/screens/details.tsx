// P30: UserDetails (§6; R82, I33). What only the form of the 2023 manual asks for has a row only where it is on file.
import { useState } from 'preact/hooks';
import { ask, type Trouble } from '../api/ask';
import {
  DetailsDocument,
  WithdrawEmailChangeDocument,
  type DetailsFragment,
} from '../api/operations';
import { Private } from './private';
import { sessionOver, usePrivateQuery } from '../visitor/visitor';
import { useLanguage, useTexts } from '../texts/speech';
import { Banner } from '../ui/banner';
import { Loading } from '../ui/loading';
import { Rows } from '../ui/rows';
import { useRegistrationForm } from '../parts/registration-form';
import { Screen } from '../ui/screen';
import { TroubleBanner } from '../ui/trouble';

export function Details() {
  return (
    <Private>
      <UserDetails />
    </Private>
  );
}

function UserDetails() {
  const t = useTexts();
  const { data, trouble, again } = usePrivateQuery(DetailsDocument, {});
  const viewer = data?.viewer;
  const above = (
    <nav class="crumbs" aria-label={t('breadcrumb')}>
      <a href="/my-page">{t('my-page')}</a>
    </nav>
  );
  return (
    <Screen title={t('details-title')} above={above}>
      <TroubleBanner trouble={trouble} again={again} />
      {viewer ? (
        <>
          <DetailRows viewer={viewer} />
          {viewer.pendingEmail ? <Pending email={viewer.pendingEmail} onEnd={again} /> : null}
          <div class="buttons">
            <a class="button" href="/my-page/email">
              {t('change-email')}
            </a>
            <a class="button" href="/my-page/password">
              {t('change-password')}
            </a>
            <a class="button" href="/my-page/other">
              {t('change-other')}
            </a>
          </div>
          <p class="muted">{t('details-not-online')}</p>
        </>
      ) : trouble ? null : (
        <Loading lines={8} />
      )}
    </Screen>
  );
}

function DetailRows({ viewer }: { viewer: DetailsFragment }) {
  const t = useTexts();
  const isJapanese = useLanguage().language === 'JA';
  const { data } = useRegistrationForm();
  const type = data?.userTypes.find((one) => one.type === viewer.type)?.label ?? '';
  const { address, sex, birthDate, postalCode } = viewer;
  return (
    <Rows
      rows={[
        { name: t('user-type'), value: type },
        { name: t('user-id'), value: <span translate={false}>{viewer.userId}</span> },
        { name: t('name'), value: viewer.name },
        { name: t('phone-number'), value: viewer.phoneNumber },
        { name: t('email'), value: viewer.email },
        sex ? { name: t('sex'), value: sex === 'MALE' ? t('male') : t('female') } : null,
        birthDate ? { name: t('date-of-birth'), value: birthDate } : null,
        postalCode ? { name: t('postal-code'), value: postalCode } : null,
        address
          ? {
              name: t('address'),
              value: (
                <>
                  <span lang="ja">{`${address.prefecture.name}${address.municipality.name} ${address.street}`}</span>
                  {isJapanese ? null : ` (${address.municipality.nameEnglish}, ${address.prefecture.nameEnglish})`}
                </>
              ),
            }
          : null,
      ]}
    />
  );
}

/** A change of the email address that waits for its link, and the way to withdraw it. */
function Pending({ email, onEnd }: { email: string; onEnd: () => void }) {
  const t = useTexts();
  const [trouble, setTrouble] = useState<Trouble | null>(null);
  const withdraw = async (): Promise<void> => {
    const { data, trouble: failed } = await ask(WithdrawEmailChangeDocument, {});
    setTrouble(failed);
    const fault = data?.withdrawEmailChange.errors[0];
    if (fault) sessionOver(fault.message);
    else if (data) onEnd();
  };
  return (
    <Banner kind="note" title={t('pending-email', { email })}>
      <TroubleBanner trouble={trouble} />
      <p>{t('pending-email-text')}</p>
      <button type="button" onClick={() => void withdraw()}>
        {t('withdraw-change')}
      </button>
    </Banner>
  );
}
