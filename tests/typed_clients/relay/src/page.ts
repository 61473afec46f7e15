// A page with the list of certificates, on a Relay environment.
import { commitMutation, fetchQuery, type IEnvironment } from 'relay-runtime';
import type { ReceiptsQuery, ReceiptsQuery$data } from './__generated__/ReceiptsQuery.graphql.js';
import type { RegisterReceiptMutation } from './__generated__/RegisterReceiptMutation.graphql.js';
import receipts from './operations/Receipts.js';
import registerReceipt from './operations/RegisterReceipt.js';

type Row = NonNullable<ReceiptsQuery$data['viewer']>['receipts']['items'][number];

export async function load(environment: IEnvironment): Promise<readonly Row[]> {
  const data = await fetchQuery<ReceiptsQuery>(environment, receipts, { status: 'NOT_REGISTERED' }).toPromise();
  return data?.viewer?.receipts.items ?? [];
}

export function button({ status, holderName }: Row): string | null {
  // @ts-expect-error: the API has no such status
  if (status === 'LOST') return null;
  return status === 'NOT_REGISTERED' ? `Register Receipt: ${holderName}` : null;
}

export function register(environment: IEnvironment, { certificateNumber }: Row): void {
  commitMutation<RegisterReceiptMutation>(environment, {
    mutation: registerReceipt,
    variables: { input: { certificateNumber } },
  });
}
