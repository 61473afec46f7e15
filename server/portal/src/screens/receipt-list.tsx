// P26: Receipt registrationList (§5 step 3; R73-R78): a table, on a telephone a card for each certificate.
import { useEffect } from 'preact/hooks';
import { useLocation } from 'preact-iso/router';
import type { ReceiptsQuery } from '../api/operations';
import type { Asked } from '../api/query';
import { useTexts } from '../texts/speech';
import { moment } from '../texts/times';
import { Banner } from '../ui/banner';
import { Loading } from '../ui/loading';
import { Pager } from '../ui/pager';
import { Screen } from '../ui/screen';
import { TroubleBanner } from '../ui/trouble';
import type { Receipt } from './receipts';

/** What came of a confirmation, above the list. */
export interface News {
  certificateNumber: string;
  /** Why it was not registered; null if it was. */
  fault: string | null;
}

interface Props {
  asked: Asked<ReceiptsQuery>;
  perPage: number;
  /** Whether only the certificates whose receipt is not registered yet are listed. */
  isWaiting: boolean;
  news: News | null;
  onRegister: (receipt: Receipt) => void;
}

/** The address of a page of the list. */
const pathOf = (page: number, perPage: number, isWaiting: boolean): string =>
  `/receipts?page=${page}&per=${perPage}${isWaiting ? '&status=waiting' : ''}`;

export function ReceiptList({ asked, perPage, isWaiting, news, onRegister }: Props) {
  const t = useTexts();
  const { data, trouble, again, isLoading } = asked;
  const list = data?.viewer?.receipts;
  const href = (page: number): string => pathOf(page, perPage, isWaiting);
  const pager = (label: string) =>
    list ? <Pager label={label} page={list.pageInfo.page} totalPages={list.pageInfo.totalPages} href={href} /> : null;

  useEffect(() => {
    if (news && list && !isLoading) document.getElementById(rowId(news.certificateNumber))?.focus();
  }, [news, isLoading]);

  return (
    <Screen key="list" title={t('receipts-title')} width="wide">
      {news ? (
        <Banner
          kind={news.fault === null ? 'good' : 'bad'}
          isNews
          title={news.fault ?? t('receipt-registered', { number: news.certificateNumber })}
        />
      ) : null}
      <TroubleBanner trouble={trouble} again={again} />
      {list ? (
        <>
          <div class="list-head">
            <p>
              <strong>{t('current-as-of', { moment: moment(t, list.asOf) })}</strong>
            </p>
            <Filter perPage={perPage} isWaiting={isWaiting} count={data.viewer!.waitingReceiptCount} />
            <Count options={list.pageInfo.perPageOptions} perPage={perPage} isWaiting={isWaiting} />
          </div>
          {list.items.length === 0 && isWaiting ? (
            <Banner kind="note" title={t('receipts-none-waiting')} />
          ) : list.items.length === 0 ? (
            <Banner kind="note" title={t('receipts-none')}>
              <p>{t('receipts-none-text')}</p>
            </Banner>
          ) : (
            <>
              {pager(t('pages-above'))}
              <Table receipts={list.items} onRegister={onRegister} />
              {pager(t('pages-below'))}
            </>
          )}
        </>
      ) : trouble ? null : (
        <Loading lines={10} />
      )}
    </Screen>
  );
}

interface FilterProps {
  perPage: number;
  isWaiting: boolean;
  /** The number of certificates whose receipt is not registered yet. */
  count: number;
}

/** All certificates, or those whose receipt is not registered yet. */
function Filter({ perPage, isWaiting, count }: FilterProps) {
  const t = useTexts();
  const { route } = useLocation();
  return (
    <div class="switch" role="group" aria-label={t('registration-status')}>
      <button type="button" aria-pressed={!isWaiting} onClick={() => route(pathOf(1, perPage, false))}>
        {t('receipts-all')}
      </button>
      <button type="button" aria-pressed={isWaiting} onClick={() => route(pathOf(1, perPage, true))}>
        {t('receipts-waiting', { count })}
      </button>
    </div>
  );
}

interface CountProps {
  options: number[];
  perPage: number;
  isWaiting: boolean;
}

function Count({ options, perPage, isWaiting }: CountProps) {
  const t = useTexts();
  const { route } = useLocation();
  return (
    <label class="count">
      <span>{t('change-display-count')}</span>
      <select value={perPage} onChange={(event) => route(pathOf(1, Number(event.currentTarget.value), isWaiting))}>
        {options.map((option) => (
          <option key={option} value={option}>
            {t('show-items', { count: option })}
          </option>
        ))}
      </select>
    </label>
  );
}

const rowId = (certificateNumber: string): string => `receipt-${certificateNumber}`;

function Table({ receipts, onRegister }: { receipts: Receipt[]; onRegister: (receipt: Receipt) => void }) {
  const t = useTexts();
  // "block" on a telephone drops the meaning of a table, so the roles are written out.
  return (
    <table class="receipts" role="table">
      <caption class="hidden">{t('receipts-title')}</caption>
      <thead role="rowgroup">
        <tr role="row">
          <th role="columnheader" scope="col">
            {t('certificate-number')}
          </th>
          <th role="columnheader" scope="col">
            {t('requested-at')}
          </th>
          <th role="columnheader" scope="col">
            {t('registered-at')}
          </th>
          <th role="columnheader" scope="col">
            {t('registration-status')}
          </th>
        </tr>
      </thead>
      <tbody role="rowgroup">
        {receipts.map((receipt) => (
          <Row key={receipt.id} receipt={receipt} onRegister={() => onRegister(receipt)} />
        ))}
      </tbody>
    </table>
  );
}

function Row({ receipt, onRegister }: { receipt: Receipt; onRegister: () => void }) {
  const t = useTexts();
  const { certificateNumber, holderName, requestedAt, registeredAt, isPastValidity } = receipt;
  return (
    <tr role="row" id={rowId(certificateNumber)} tabIndex={-1}>
      <th role="rowheader" scope="row">
        <span class="cell-label" aria-hidden="true">
          {t('certificate-number')}
        </span>
        <span translate={false}>
          {certificateNumber}
          <small>{holderName}</small>
        </span>
      </th>
      <td role="cell">
        <span class="cell-label" aria-hidden="true">
          {t('requested-at')}
        </span>
        <span>{moment(t, requestedAt)}</span>
      </td>
      <td role="cell">
        <span class="cell-label" aria-hidden="true">
          {t('registered-at')}
        </span>
        <span>{registeredAt ? moment(t, registeredAt) : <Unregistered />}</span>
      </td>
      <td role="cell">
        <span class="cell-label" aria-hidden="true">
          {t('registration-status')}
        </span>
        <span>
          <Status receipt={receipt} onRegister={onRegister} />
          {isPastValidity ? <small>{t('past-validity')}</small> : null}
        </span>
      </td>
    </tr>
  );
}

/** A dash for the eye, words for the ear. */
function Unregistered() {
  const t = useTexts();
  return (
    <>
      <span aria-hidden="true">—</span>
      <span class="hidden">{t('not-yet')}</span>
    </>
  );
}

function Status({ receipt, onRegister }: { receipt: Receipt; onRegister: () => void }) {
  const t = useTexts();
  switch (receipt.status) {
    case 'NOT_REGISTERED':
      return (
        <>
          <button type="button" class="key" onClick={onRegister}>
            {t('register-receipt')} <span class="hidden">{receipt.certificateNumber}</span>
          </button>
          <span class="printed">{receipt.statusLabel}</span>
        </>
      );
    case 'REGISTERED':
      return <strong class="good">{receipt.statusLabel}</strong>;
    default:
      return <span class="muted">{receipt.statusLabel}</span>;
  }
}
