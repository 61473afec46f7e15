// P1: the top page (§2.1; R22, R29-R34, R49, R91, R92, C2), and P9: the same after a logout (R8, R40).
import type { ComponentChildren } from 'preact';
import { useLocation } from 'preact-iso/router';
import { NoticesDocument, WaitingReceiptsDocument } from '../api/operations';
import { useQuery } from '../api/query';
import { frame, loadFrame } from '../visitor/visitor';
import { useStore } from '../store';
import { useLanguage, useTexts } from '../texts/speech';
import { Banner } from '../ui/banner';
import { Loading } from '../ui/loading';
import { NoticeRows } from '../parts/notice-rows';
import { SiteLinkItems, useSiteLinks } from '../parts/site-links';
import { Screen } from '../ui/screen';
import { TroubleBanner } from '../ui/trouble';

export function Home() {
  const t = useTexts();
  const { site, viewer, trouble } = useStore(frame);
  const { query } = useLocation();
  return (
    <Screen title={site?.title ?? t('site-title')} width="wide">
      {query['out'] === undefined ? null : <Banner kind="good" isNews title={t('logged-out')} />}
      {query['closed'] === undefined ? null : <Banner kind="good" isNews title={t('account-closed')} />}
      {site?.bureauName ? <p>{site.bureauName}</p> : null}
      {site ? null : <TroubleBanner trouble={trouble} again={() => void loadFrame()} />}
      <GeneralNotices />
      <Search />
      <h2>{t('home-confirm')}</h2>
      <ul class="cards">
        <Card to="/receipts" title={t('home-status')} text={t('home-status-text')}>
          {viewer ? <Waiting /> : null}
        </Card>
        <Card to="/new-registration" title={t('new-registration')} text={t('home-registration-text')} />
      </ul>
      <RegisterNewUser />
    </Screen>
  );
}

function GeneralNotices() {
  const t = useTexts();
  const { language } = useLanguage();
  const { data, trouble, again } = useQuery(NoticesDocument, { scope: 'CURRENT', language });
  // While nothing works, the page says so once.
  const isDown = useStore(frame).trouble !== null;
  return (
    <section class="card">
      <h2>{t('general-notices')}</h2>
      {data || isDown ? null : <TroubleBanner trouble={trouble} again={again} />}
      {data ? <NoticeRows notices={data.notices.items.slice(0, 5)} /> : trouble ? null : <Loading lines={5} />}
      {data?.notices.items.length === 0 ? <p>{t('no-notices')}</p> : null}
      <p>
        <a class="more" href="/notices">
          {t('list-of-notices')}
        </a>
      </p>
    </section>
  );
}

function Search() {
  const t = useTexts();
  const { route } = useLocation();
  const submit = (event: { currentTarget: HTMLFormElement; preventDefault: () => void }): void => {
    event.preventDefault();
    const words = new FormData(event.currentTarget).get('q');
    route(`/procedures?q=${encodeURIComponent(String(words ?? ''))}`);
  };
  return (
    <section class="card">
      <h2>{t('search-title')}</h2>
      <p>{t('search-text')}</p>
      <form class="search" role="search" onSubmit={submit}>
        <input type="search" name="q" aria-label={t('search-words')} />
        <button type="submit">{t('search')}</button>
      </form>
      <p>
        <a class="more" href="/login">
          {t('online-procedures')}
        </a>
      </p>
    </section>
  );
}

interface CardProps {
  to: string;
  title: string;
  text: string;
  children?: ComponentChildren;
}

function Card({ to, title, text, children }: CardProps) {
  return (
    <li>
      <a class="card" href={to}>
        <h3>{title}</h3>
        <p>{text}</p>
        {children}
      </a>
    </li>
  );
}

/** How many certificates of the person wait for the registration of their receipt. */
function Waiting() {
  const t = useTexts();
  const count = useQuery(WaitingReceiptsDocument, {}).data?.viewer?.waitingReceiptCount ?? 0;
  return count > 0 ? (
    <p>
      <strong>{t('receipts-waiting', { count })}</strong>
    </p>
  ) : null;
}

/** The block of the 2023 manual. Its first two buttons open the form of the 2025 manual and suggest their type (C18). */
function RegisterNewUser() {
  const t = useTexts();
  const links = useSiteLinks('registration');
  return (
    <section class="register-new">
      <h2>{t('register-new')}</h2>
      <p>{t('register-new-text')}</p>
      <ul>
        <li>{t('register-new-others')}</li>
        <li>{t('register-new-specialists')}</li>
        <li>{t('register-new-counter')}</li>
      </ul>
      {links.length > 0 ? (
        <ul class="ways">
          <SiteLinkItems links={links} />
        </ul>
      ) : null}
      <div class="stacked">
        <a class="button" href="/new-registration?type=FOREIGN_NATIONAL">
          {t('register-foreign-national')}
        </a>
        <a class="button" href="/new-registration?type=LEGAL_SPECIALIST">
          {t('register-specialist')}
        </a>
        <a class="button" href="/counter-registration">
          {t('register-counter')}
        </a>
      </div>
    </section>
  );
}
