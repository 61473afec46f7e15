// A page with the list of certificates.
import type { ResultOf, VariablesOf } from 'gql.tada';
import { Receipts } from './operations/Receipts.js';
import { RegisterReceipt } from './operations/RegisterReceipt.js';

type Row = NonNullable<ResultOf<typeof Receipts>['viewer']>['receipts']['items'][number];

export const secondPage: VariablesOf<typeof Receipts> = { page: 2, asOf: '2025-11-07T08:00:00.000Z' };
export const waiting: VariablesOf<typeof Receipts> = { status: 'NOT_REGISTERED' };

export function button({ status, holderName, requestedAt }: Row): string | null {
  // @ts-expect-error: the API has no such status
  if (status === 'LOST') return null;
  return status === 'NOT_REGISTERED' ? `Register Receipt: ${holderName}, ${requestedAt.slice(0, 10)}` : null;
}

export function texts({ registerReceipt: { errors } }: ResultOf<typeof RegisterReceipt>): string[] {
  return errors.map((error) => error.message);
}
