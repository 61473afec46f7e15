// A page behind a link in an email. It asks what the link is, which does not use it up, and shows the form for an open
// one; otherwise P43: why the link cannot be used, and the one next step (R57, I18, I19).
import type { ComponentChildren } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { isOfLink, type Fault } from '../api/fault';
import { EmailLinkDocument, type EmailLinkPurpose, type EmailLinkQuery, type EmailLinkState } from '../api/operations';
import { useQuery } from '../api/query';
import { useStore } from '../store';
import { fragment } from '../task/fragment';
import { useTexts } from '../texts/speech';
import { Loading } from '../ui/loading';
import { Screen } from '../ui/screen';
import { TroubleBanner } from '../ui/trouble';

type Link = EmailLinkQuery['emailLink'];

export interface OpenLink {
  token: string;
  link: Link;
  /** Takes a fault that says that the link stopped working meanwhile: true if there was one. */
  takes: (faults: Fault[]) => boolean;
}

interface Props {
  title: string;
  purpose: EmailLinkPurpose;
  children: (open: OpenLink) => ComponentChildren;
}

export function LinkPage(props: Props) {
  const t = useTexts();
  const { values, arrival } = useStore(fragment);
  const token = values.get('t');
  // The token is not in the address any more, so a reload has lost it.
  if (token === null) return <LinkAgain text={t('link-open-again')} />;
  return <WithToken key={arrival} token={token} {...props} />;
}

function WithToken({ token, title, purpose, children }: Props & { token: string }) {
  const { data, trouble, again } = useQuery(EmailLinkDocument, { token });
  const [open, setOpen] = useState<Link | null>(null);
  const [ended, setEnded] = useState<EmailLinkState | null>(null);
  const link = data?.emailLink;
  useEffect(() => {
    // Once open, the screens go on: after the form was sent the link counts as used.
    if (link?.state === 'OPEN' && link.purpose === purpose) setOpen((before) => before ?? link);
  }, [link]);

  const takes = (faults: Fault[]): boolean => {
    const fault = faults.find(isOfLink);
    if (fault) setEnded(stateOf(fault));
    return fault !== undefined;
  };

  if (ended !== null) return <LinkEnded state={ended} purpose={purpose} />;
  if (open) return <>{children({ token, link: open, takes })}</>;
  if (!link) {
    return (
      <Screen title={title} isUnlisted>
        <TroubleBanner trouble={trouble} again={again} />
        {trouble ? null : <Loading />}
      </Screen>
    );
  }
  if (link.state === 'OPEN' && link.purpose === purpose) return null;
  return <LinkEnded state={link.state === 'OPEN' ? 'NOT_FOUND' : link.state} purpose={purpose} />;
}

/** The state of the link that a fault speaks of. */
const stateOf = ({ code }: Fault): EmailLinkState =>
  code === 'LINK_UNKNOWN' ? 'NOT_FOUND' : (code.replace('LINK_', '') as EmailLinkState);

/** Where a new email is asked for, by what the link was for. */
const NEW_EMAIL: Record<EmailLinkPurpose, string | null> = {
  REGISTRATION: '/new-registration',
  FIRST_PASSWORD: '/forgot-password',
  PASSWORD_RESET: '/forgot-password',
  EMAIL_CHANGE: '/my-page/email',
  DISAVOW: null,
};

function LinkEnded({ state, purpose }: { state: EmailLinkState; purpose: EmailLinkPurpose }) {
  const t = useTexts();
  const newEmail = NEW_EMAIL[purpose];
  switch (state) {
    case 'EXPIRED':
      return newEmail === null ? (
        <LinkAgain text={t('link-expired-help-desk')} />
      ) : (
        <LinkAgain text={t('link-expired')} to={newEmail} label={t('link-new-email')} />
      );
    case 'USED':
      return <LinkAgain text={t('link-used')} to="/login" label={t('login')} />;
    case 'REPLACED':
      return <LinkAgain text={t('link-replaced')} />;
    case 'REVOKED':
      return <LinkAgain text={t('link-revoked')} to="/login" label={t('login')} />;
    default:
      return <LinkAgain text={t('link-unknown')} />;
  }
}

function LinkAgain({ text, to, label }: { text: string; to?: string; label?: string }) {
  const t = useTexts();
  return (
    <Screen title={t('link-title')} isUnlisted>
      <p>{text}</p>
      <div class="buttons">
        {to === undefined ? null : (
          <a class="button key" href={to}>
            {label}
          </a>
        )}
        <a class="button" href="/">
          {t('home')}
        </a>
      </div>
    </Screen>
  );
}
