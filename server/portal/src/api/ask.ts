// The one way to the API: an operation with its variables, and what came of it.
import { shell } from '../shell';
import { language } from '../texts/speech';
import type { TypedDocumentString } from './operations';

/** Why there is no answer. None of these is the person's fault. */
export type Trouble =
  /** No answer, or none of the API. A mutation may have been carried out. */
  | { kind: 'offline' }
  /** The API says that it does not work. */
  | { kind: 'broken'; message: string | null; requestId: string | null }
  /** Too many requests, or too busy: not before `seconds`. */
  | { kind: 'busy'; message: string; seconds: number }
  /** The API does not know this operation: the page is from an older build. */
  | { kind: 'stale' };

export type Answer<Result> = { data: Result; trouble: null } | { data: null; trouble: Trouble };

interface Body<Result> {
  data?: Result | null;
  errors?: { message: string; extensions?: { code?: string; requestId?: string } }[];
}

const STALE = ['PERSISTED_QUERY_NOT_FOUND', 'GRAPHQL_VALIDATION_FAILED', 'GRAPHQL_PARSE_FAILED', 'BAD_USER_INPUT'];
const TIMEOUT = 30_000;

/** What the page asks, for the bar that the trial mode adds to it. Elsewhere nothing hears of it. */
function report(query: string, variables: unknown): void {
  if (shell.isTrial) dispatchEvent(new CustomEvent('uketori:ask', { detail: { query, variables } }));
}

export async function ask<Result, Variables>(
  document: TypedDocumentString<Result, Variables>,
  variables: Variables,
): Promise<Answer<Result>> {
  const query = document.toString();
  report(query, variables);
  let response: Response;
  let body: Body<Result>;
  try {
    response = await fetch('/graphql', {
      method: 'POST',
      headers: {
        'Content-Type': 'application/json',
        Accept: 'application/graphql-response+json, application/json;q=0.9',
        'Accept-Language': language().tag,
      },
      body: JSON.stringify({ query, variables }),
      cache: 'no-store',
      signal: AbortSignal.timeout(TIMEOUT),
    });
    body = (await response.json()) as Body<Result>;
  } catch {
    return without({ kind: 'offline' });
  }
  return judge(response, body);
}

const without = (trouble: Trouble): { data: null; trouble: Trouble } => ({ data: null, trouble });

function judge<Result>(response: Response, body: Body<Result>): Answer<Result> {
  const error = body.errors?.[0];
  if (!error) return body.data ? { data: body.data, trouble: null } : without({ kind: 'offline' });
  const code = error.extensions?.code ?? '';
  if (STALE.includes(code)) return without({ kind: 'stale' });
  if (code === 'RATE_LIMITED' || code === 'OVERLOADED') {
    const seconds = Number(response.headers.get('Retry-After')) || 5;
    return without({ kind: 'busy', message: error.message, seconds });
  }
  const requestId = error.extensions?.requestId ?? response.headers.get('x-request-id');
  return without({ kind: 'broken', message: error.message, requestId });
}
