// A page with the list of certificates.
import type { Receipts$input, Receipts$result, RegisterReceipt$result } from '$houdini';

type Row = NonNullable<Receipts$result['viewer']>['receipts']['items'][number];

export const secondPage: Receipts$input = { page: 2, asOf: '2025-11-07T08:00:00.000Z' };
export const waiting: Receipts$input = { status: 'NOT_REGISTERED' };

export function button({ status, holderName, requestedAt }: Row): string | null {
  // @ts-expect-error: the API has no such status
  if (status === 'LOST') return null;
  return status === 'NOT_REGISTERED' ? `Register Receipt: ${holderName}, ${requestedAt.slice(0, 10)}` : null;
}

export function hasFailed({ registerReceipt: { errors } }: RegisterReceipt$result): boolean {
  return errors.length > 0;
}
