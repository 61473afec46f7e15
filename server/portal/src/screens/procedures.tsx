// P4: Procedures Search (R15, R30, I35). If nothing is found, all procedures are offered.
import { useState } from 'preact/hooks';
import { useLocation } from 'preact-iso/router';
import { ProceduresDocument, type ProceduresQuery } from '../api/operations';
import { useQuery } from '../api/query';
import { useLanguage, useTexts } from '../texts/speech';
import { Loading } from '../ui/loading';
import { Screen } from '../ui/screen';
import { TroubleBanner } from '../ui/trouble';

/** The portal's own address of a procedure for which the operator has set none. */
const OWN: Record<string, string> = {
  'user-registration': '/new-registration',
  'counter-registration': '/counter-registration',
  'receipt-registration': '/receipts',
  'user-information': '/my-page',
  'forgotten-login': '/login',
};

export function Procedures() {
  const t = useTexts();
  const { language } = useLanguage();
  const { query, route } = useLocation();
  const search = (query['q'] ?? '').trim();
  const [words, setWords] = useState(search);
  const { data, trouble, isLoading, again } = useQuery(ProceduresDocument, { search: search || null, language });
  const isEmpty = data?.procedures.length === 0;
  return (
    <Screen title={t('procedures-search')}>
      <p>{t('search-text')}</p>
      <form
        class="search"
        role="search"
        onSubmit={(event) => {
          event.preventDefault();
          route(`/procedures?q=${encodeURIComponent(words.trim())}`);
        }}
      >
        <input
          type="search"
          aria-label={t('search-words')}
          value={words}
          onInput={(event) => setWords(event.currentTarget.value)}
        />
        <button type="submit" class="key">
          {t('search')}
        </button>
      </form>
      <TroubleBanner trouble={trouble} again={again} />
      <p role="status">
        {data && search && !isLoading ? t('search-count', { count: data.procedures.length, words: search }) : ''}
      </p>
      {data ? <List procedures={data.procedures} /> : trouble ? null : <Loading lines={8} />}
      {isEmpty ? (
        <p>
          <a class="button" href="/procedures">
            {t('all-procedures')}
          </a>
        </p>
      ) : null}
    </Screen>
  );
}

function List({ procedures }: { procedures: ProceduresQuery['procedures'] }) {
  return (
    <ul class="results">
      {procedures.map(({ id, title, summary, url }) => {
        const to = url ?? OWN[id];
        return (
          <li key={id}>
            <h2>{to === undefined ? title : <a href={to}>{title}</a>}</h2>
            <p>{summary}</p>
          </li>
        );
      })}
    </ul>
  );
}
