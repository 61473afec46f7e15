// P37 (ours): where the account is logged in, and what happened to it (I39).
import { useState } from 'preact/hooks';
import { useLocation } from 'preact-iso/router';
import { ask, type Trouble } from '../api/ask';
import { isLoggedOut } from '../api/fault';
import { EndOtherSessionsDocument, EndSessionDocument, SecurityDocument, type SecurityQuery } from '../api/operations';
import { Private } from './private';
import { sessionOver, usePrivateQuery } from '../visitor/visitor';
import { useLanguage, useTexts } from '../texts/speech';
import { moment } from '../texts/times';
import { Banner } from '../ui/banner';
import { Loading } from '../ui/loading';
import { Pager } from '../ui/pager';
import { Screen } from '../ui/screen';
import { TroubleBanner } from '../ui/trouble';

type Viewer = NonNullable<SecurityQuery['viewer']>;

export function Security() {
  return (
    <Private>
      <Overview />
    </Private>
  );
}

function Overview() {
  const t = useTexts();
  const { language } = useLanguage();
  const { query } = useLocation();
  const { data, trouble, again } = usePrivateQuery(SecurityDocument, { page: Number(query['page']) || 1, language });
  const [failed, setFailed] = useState<Trouble | null>(null);
  const [news, setNews] = useState('');
  const viewer = data?.viewer;

  const end = async (id: string | null): Promise<void> => {
    const answer = id === null ? await endOthers() : await endOne(id);
    setFailed(answer.trouble);
    const fault = answer.faults?.[0];
    if (fault && isLoggedOut(fault)) sessionOver(fault.message);
    else {
      if (answer.faults) setNews(fault?.message ?? t('session-ended'));
      again();
    }
  };

  return (
    <Screen title={t('security-title')} width="wide">
      <TroubleBanner trouble={trouble ?? failed} again={again} />
      <p role="status">{news}</p>
      {viewer ? (
        <>
          <h2>{t('sessions-title')}</h2>
          <Sessions sessions={viewer.sessions} onEnd={(id) => void end(id)} />
          <h2>{t('activity-title')}</h2>
          <Activity activity={viewer.activity} />
        </>
      ) : trouble ? null : (
        <Loading lines={10} />
      )}
    </Screen>
  );
}

async function endOne(id: string) {
  const { data, trouble } = await ask(EndSessionDocument, { input: { id } });
  return { faults: data?.endSession.errors, trouble };
}

async function endOthers() {
  const { data, trouble } = await ask(EndOtherSessionsDocument, {});
  return { faults: data?.endOtherSessions.errors, trouble };
}

interface SessionsProps {
  sessions: Viewer['sessions'];
  /** Ends one session, or with null all but the present one. */
  onEnd: (id: string | null) => void;
}

function Sessions({ sessions, onEnd }: SessionsProps) {
  const t = useTexts();
  return (
    <>
      <ul class="entries">
        {sessions.map(({ id, device, lastSeenAt, isCurrent }) => (
          <li key={id}>
            <p>
              <strong>{device}</strong>
              {isCurrent ? ` · ${t('this-session')}` : null}
              <br />
              {t('last-seen', { moment: moment(t, lastSeenAt) })}
            </p>
            {isCurrent ? null : (
              <button type="button" onClick={() => onEnd(id)}>
                {t('end-session')} <span class="hidden">{device}</span>
              </button>
            )}
          </li>
        ))}
      </ul>
      {sessions.length > 1 ? (
        <p>
          <button type="button" onClick={() => onEnd(null)}>
            {t('end-other-sessions')}
          </button>
        </p>
      ) : null}
      <Banner kind="note" title={t('reference')}>
        <p>{t('sessions-text')}</p>
      </Banner>
    </>
  );
}

function Activity({ activity: { items, pageInfo } }: { activity: Viewer['activity'] }) {
  const t = useTexts();
  const pager = (label: string) => (
    <Pager
      label={label}
      page={pageInfo.page}
      totalPages={pageInfo.totalPages}
      href={(page) => `/my-page/security?page=${page}`}
    />
  );
  return (
    <>
      {pager(t('pages-above'))}
      <ul class="entries">
        {items.map(({ at, label, device }) => (
          <li key={`${at} ${label}`}>
            <p>
              <strong>{label}</strong>
              <br />
              {moment(t, at)}
              {device ? ` · ${device}` : null}
            </p>
          </li>
        ))}
      </ul>
      {pager(t('pages-below'))}
    </>
  );
}
