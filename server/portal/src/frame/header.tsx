// The top of every page (R7, R13-R18): home, the menu, the language, and who is logged in.
import { useEffect, useRef } from 'preact/hooks';
import { useLocation } from 'preact-iso/router';
import { useStore } from '../store';
import { useTexts } from '../texts/speech';
import { moment } from '../texts/times';
import { LanguageMenu } from './language-menu';
import { SessionWarning } from './session-warning';
import { frame, type Viewer } from '../visitor/visitor';

export function Header() {
  const t = useTexts();
  const { viewer } = useStore(frame);
  const { url } = useLocation();
  const menu = useRef<HTMLDetailsElement>(null);
  useEffect(() => {
    if (menu.current) menu.current.open = false;
  }, [url]);
  return (
    <header class="top">
      <a class="skip" href="#main" onClick={toMain}>
        {t('skip')}
      </a>
      <div class="bar">
        <a class="brand" href="/">
          <span class="seal" lang="ja" aria-hidden="true">
            受
          </span>
          <span>{t('system-name')}</span>
        </a>
        <nav class="menu-wide" aria-label={t('menu')}>
          <MenuItems viewer={viewer} />
        </nav>
        <LanguageMenu />
        <details class="menu" ref={menu}>
          <summary>{t('menu')}</summary>
          <MenuItems viewer={viewer} />
        </details>
      </div>
      {viewer ? (
        <p class="who">
          <span>{viewer.name}</span>
          <span>
            {t('last-login')}: {viewer.lastLoginAt ? moment(t, viewer.lastLoginAt) : '—'}
          </span>
        </p>
      ) : null}
      <SessionWarning />
    </header>
  );
}

function MenuItems({ viewer }: { viewer: Viewer | null }) {
  const t = useTexts();
  const { path } = useLocation();
  const items: [string, string][] = [
    ['/', t('home')],
    ['/procedures', t('procedures-search')],
    ['/receipts', t('application-situation')],
    ...(viewer
      ? ([
          ['/my-page', t('my-page')],
          ['/logout', t('logout')],
        ] satisfies [string, string][])
      : []),
  ];
  return (
    <ul>
      {items.map(([to, label]) => (
        <li key={to}>
          <a href={to} aria-current={path === to ? 'page' : undefined}>
            {label}
          </a>
        </li>
      ))}
      {viewer ? null : (
        <li>
          <a class="login" href="/login" aria-current={path === '/login' ? 'page' : undefined}>
            {t('login')}
          </a>
        </li>
      )}
    </ul>
  );
}

/** To the heading. The fragment stays out of the address, where links of emails have theirs. */
function toMain(event: Event): void {
  event.preventDefault();
  document.querySelector<HTMLElement>('main h1')?.focus();
}
