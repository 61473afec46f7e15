// A page that shows the certificates that wait, with a component for each row.
import type { ResultOf, VariablesOf } from '@graphql-typed-document-node/core';
import { useFragment, type FragmentType } from '../generated/index.js';
import {
  ReceiptsDocument,
  RegisterReceiptDocument,
  RowFragmentDoc,
  WaitingReceiptsDocument,
} from '../generated/graphql.js';

export const secondPage: VariablesOf<typeof ReceiptsDocument> = { page: 2, asOf: '2025-11-07T08:00:00.000Z' };
export const waiting: VariablesOf<typeof ReceiptsDocument> = { status: 'NOT_REGISTERED' };

export function row(props: { receipt: FragmentType<typeof RowFragmentDoc> }): string {
  const receipt = useFragment(RowFragmentDoc, props.receipt);
  // @ts-expect-error: the API has no such status
  if (receipt.status === 'LOST') return '';
  return `${receipt.certificateNumber} ${receipt.holderName}`;
}

export function list({ viewer }: ResultOf<typeof WaitingReceiptsDocument>): string[] {
  return viewer?.receipts.items.map((receipt) => row({ receipt })) ?? [];
}

export function texts({ registerReceipt: { errors } }: ResultOf<typeof RegisterReceiptDocument>): string[] {
  return errors.map((error) => error.message);
}
