// Notices as rows: the day and the title, which leads to the notice (R22, R23).
import type { NoticesQuery } from '../api/operations';
import { byLanguage } from '../texts/languages';
import { useLanguage, useTexts } from '../texts/speech';
import { day } from '../texts/times';

export function NoticeRows({ notices }: { notices: NoticesQuery['notices']['items'] }) {
  const t = useTexts();
  const { language } = useLanguage();
  return (
    <ul class="notice-rows">
      {notices.map(({ id, title, publishedAt, textLanguage }) => (
        <li key={id}>
          <a href={`/notices/${encodeURIComponent(id)}`}>
            <span>{day(t, publishedAt)}</span>{' '}
            <strong lang={textLanguage === language ? undefined : byLanguage(textLanguage).tag}>{title}</strong>
          </a>
        </li>
      ))}
    </ul>
  );
}
