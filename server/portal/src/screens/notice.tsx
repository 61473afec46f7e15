// P2: one notice (R22). Where there is no translation, the Japanese original says that it is one (R25).
import { useRoute } from 'preact-iso/router';
import { NoticeDocument } from '../api/operations';
import { useQuery } from '../api/query';
import { byLanguage } from '../texts/languages';
import { useLanguage, useTexts } from '../texts/speech';
import { day } from '../texts/times';
import { Loading } from '../ui/loading';
import { Markdown } from '../ui/markdown';
import { Screen } from '../ui/screen';
import { TroubleBanner } from '../ui/trouble';
import { NotFound } from './not-found';

export function Notice() {
  const t = useTexts();
  const { language } = useLanguage();
  const { params } = useRoute();
  const { data, trouble, again } = useQuery(NoticeDocument, { id: params['id'] ?? '', language });
  const notice = data?.node?.__typename === 'Notice' ? data.node : null;
  if (data && !notice) return <NotFound />;
  const isForeign = notice !== null && notice.textLanguage !== language;
  const above = (
    <nav class="crumbs" aria-label={t('breadcrumb')}>
      <a href="/notices">{t('list-of-notices')}</a>
    </nav>
  );
  return (
    <Screen key={notice?.id} title={notice?.title ?? t('general-notices')} above={above}>
      <TroubleBanner trouble={trouble} again={again} />
      {notice ? (
        <article>
          <p class="muted">
            {day(t, notice.publishedAt)}
            {isForeign && notice.isOriginal ? ` · ${t('original-text')}` : null}
          </p>
          <Markdown text={notice.body} lang={isForeign ? byLanguage(notice.textLanguage).tag : undefined} />
        </article>
      ) : trouble ? null : (
        <Loading lines={8} />
      )}
    </Screen>
  );
}
