// P26: Receipt registrationList, P27: the confirmation, P28: registered (§5; R72-R80). Page, count and filter stand in
// the address; the time that the list is "current as of" is kept from page to page, so that they do not shift.
import { useEffect, useState } from 'preact/hooks';
import { useLocation } from 'preact-iso/router';
import { ReceiptsDocument, type ReceiptsQuery } from '../api/operations';
import { Private } from './private';
import { usePrivateQuery } from '../visitor/visitor';
import { useTask } from '../task/steps';
import { useLanguage } from '../texts/speech';
import { ReceiptConfirmation } from './receipt-confirmation';
import { ReceiptList, type News } from './receipt-list';
import { Stale } from './stale';

export type Receipt = NonNullable<ReceiptsQuery['viewer']>['receipts']['items'][number];

export function Receipts() {
  const { query } = useLocation();
  const page = Number(query['page']) || 1;
  const perPage = Number(query['per']) || 20;
  const isWaiting = query['status'] === 'waiting';
  const [asOf, setAsOf] = useState<string | null>(null);
  return (
    <Private>
      {/* Another page is another list: what was said above the last one is gone. */}
      <List
        key={`${page} ${perPage} ${isWaiting}`}
        page={page}
        perPage={perPage}
        isWaiting={isWaiting}
        asOf={asOf}
        setAsOf={setAsOf}
      />
    </Private>
  );
}

interface Props {
  page: number;
  perPage: number;
  /** Whether only the certificates whose receipt is not registered yet are listed. */
  isWaiting: boolean;
  /** When the first page was read; null before. */
  asOf: string | null;
  setAsOf: (asOf: string) => void;
}

function List({ page, perPage, isWaiting, asOf, setAsOf }: Props) {
  const { language } = useLanguage();
  const asked = usePrivateQuery(ReceiptsDocument, {
    page,
    perPage,
    asOf: page === 1 ? null : asOf,
    status: isWaiting ? 'NOT_REGISTERED' : null,
    language,
  });
  const [chosen, setChosen] = useState<Receipt | null>(null);
  const [news, setNews] = useState<News | null>(null);
  const task = useTask<'list' | 'confirmation' | 'done'>('list', 'begin');
  const list = asked.data?.viewer?.receipts;

  useEffect(() => {
    if (list && page === 1) setAsOf(list.asOf);
  }, [list?.asOf, page]);

  const end = (done: News): void => {
    setNews(done);
    setChosen(null);
    asked.again();
    task.finish('done');
  };

  if (task.step === 'confirmation' && (task.isStale || !chosen)) return <Stale start="/receipts" />;
  if (task.step === 'confirmation' && chosen) {
    return <ReceiptConfirmation receipt={chosen} onReturn={task.back} onEnd={end} />;
  }
  return (
    <ReceiptList
      asked={asked}
      perPage={perPage}
      isWaiting={isWaiting}
      news={task.step === 'done' ? news : null}
      onRegister={(receipt) => {
        setChosen(receipt);
        task.go('confirmation');
      }}
    />
  );
}
