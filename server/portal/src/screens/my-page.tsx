// P29: My page (§6; R17, R81).
import { Private } from './private';
import { useViewer } from '../visitor/visitor';
import { useTexts } from '../texts/speech';
import { moment } from '../texts/times';
import { Banner } from '../ui/banner';
import { Rows } from '../ui/rows';
import { Screen } from '../ui/screen';

export function MyPage() {
  return (
    <Private>
      <Links />
    </Private>
  );
}

function Links() {
  const t = useTexts();
  const viewer = useViewer();
  if (!viewer) return null;
  const cards: [string, string, string][] = [
    ['/my-page/details', t('check-user-information'), t('check-user-information-text')],
    ['/receipts', t('receipts-title'), t('receipts-card-text')],
    ['/my-page/security', t('security-title'), t('security-card-text')],
    ['/my-page/data', t('data-title'), t('data-card-text')],
  ];
  return (
    <Screen title={t('my-page')}>
      {viewer.failedLoginsSince > 0 ? (
        <Banner kind="bad" title={t('failed-logins', { count: viewer.failedLoginsSince })}>
          <p>{t('failed-logins-text')}</p>
          <p>
            <a href="/my-page/security">{t('security-title')}</a>
          </p>
        </Banner>
      ) : null}
      <Rows
        rows={[
          { name: t('name'), value: viewer.name },
          { name: t('user-id'), value: <span translate={false}>{viewer.userId}</span> },
          { name: t('last-login'), value: viewer.lastLoginAt ? moment(t, viewer.lastLoginAt) : '—' },
        ]}
      />
      <ul class="cards">
        {cards.map(([to, title, text]) => (
          <li key={to}>
            <a class="card" href={to}>
              <h2>{title}</h2>
              <p>{text}</p>
            </a>
          </li>
        ))}
      </ul>
    </Screen>
  );
}
