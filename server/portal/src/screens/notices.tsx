// P3: List of Notices (R23): the notices of now, then the past ones, in pages.
import { useLocation } from 'preact-iso/router';
import { NoticesDocument } from '../api/operations';
import { useQuery } from '../api/query';
import { useLanguage, useTexts } from '../texts/speech';
import { Loading } from '../ui/loading';
import { NoticeRows } from '../parts/notice-rows';
import { Pager } from '../ui/pager';
import { Screen } from '../ui/screen';
import { TroubleBanner } from '../ui/trouble';

export function Notices() {
  const t = useTexts();
  const { language } = useLanguage();
  const { query } = useLocation();
  const page = Number(query['page']) || 1;
  const current = useQuery(NoticesDocument, { scope: 'CURRENT', language });
  const past = useQuery(NoticesDocument, { scope: 'PAST', page, language });
  const list = past.data?.notices;
  const pager = (label: string) =>
    list ? (
      <Pager
        label={label}
        page={list.pageInfo.page}
        totalPages={list.pageInfo.totalPages}
        href={(to) => `/notices?page=${to}`}
      />
    ) : null;
  return (
    <Screen title={t('list-of-notices')}>
      <TroubleBanner trouble={past.trouble ?? current.trouble} again={() => (past.again(), current.again())} />
      {current.data && page === 1 ? (
        <section>
          <h2>{t('current-notices')}</h2>
          <NoticeRows notices={current.data.notices.items} />
          {current.data.notices.items.length === 0 ? <p>{t('no-notices')}</p> : null}
        </section>
      ) : null}
      <section>
        <h2>{t('past-notices')}</h2>
        {pager(t('pages-above'))}
        {list ? <NoticeRows notices={list.items} /> : <Loading />}
        {list?.items.length === 0 ? <p>{t('no-past-notices')}</p> : null}
        {pager(t('pages-below'))}
      </section>
    </Screen>
  );
}
