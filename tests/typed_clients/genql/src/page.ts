// A page with the list of certificates: genql writes the operations itself.
import { createClient, type QueryGenqlSelection, type QueryResult } from './generated';

const list = {
  viewer: {
    id: true,
    waitingReceiptCount: true,
    receipts: {
      __args: { status: 'NOT_REGISTERED', page: 1, perPage: 20 },
      asOf: true,
      items: { id: true, certificateNumber: true, holderName: true, status: true, requestedAt: true },
      pageInfo: { totalItems: true },
    },
  },
} satisfies QueryGenqlSelection;

type Row = NonNullable<QueryResult<typeof list>['viewer']>['receipts']['items'][number];

const client = createClient({ url: '/graphql' });

export async function load(): Promise<Row[]> {
  const { viewer } = await client.query(list);
  return viewer?.receipts.items ?? [];
}

export function button({ status, holderName, requestedAt }: Row): string | null {
  // @ts-expect-error: the API has no such status
  if (status === 'LOST') return null;
  return status === 'NOT_REGISTERED' ? `Register Receipt: ${holderName}, ${requestedAt.slice(0, 10)}` : null;
}

export async function register(certificateNumber: string): Promise<string[]> {
  const { registerReceipt } = await client.mutation({
    registerReceipt: {
      __args: { input: { certificateNumber } },
      receipt: { id: true, status: true, registeredAt: true },
      errors: { __typename: true, on_UserError: { code: true, message: true, path: true } },
    },
  });
  return registerReceipt.errors.map((error) => error.message);
}
