// A client in small: sends typed operations, and tells the three kinds of failure apart. A connection that fails is
// what `fetch` throws; a request that was not carried out is a RequestError; what a person did wrong is in the payload.
import type { TypedDocumentNode } from '@graphql-typed-document-node/core';
import { print } from 'graphql';

/** What an answer holds besides data when the request, or a part of it, was not carried out. */
interface TopLevelError {
  message: string;
  extensions: { code: string; requestId: string };
}

/** The request was not carried out: it was wrong, or the system is. The codes are listed in docs/FRONTEND.md. */
export class RequestError extends Error {
  constructor(
    readonly code: string,
    /** What the operators find the request by in their logs. */
    readonly requestId: string,
    /** The seconds to wait before trying again, if the answer has them. */
    readonly retryAfter: number | undefined,
    message: string,
  ) {
    super(`${code}: ${message} (request ${requestId})`);
  }
}

export class Client {
  /** The token of an app's session; a browser has a cookie instead, which no script sees. */
  accessToken: string | undefined;

  constructor(
    readonly base: string,
    readonly language: string,
  ) {}

  /** Carries out an operation; answers with its data. */
  async run<Data, Variables>(document: TypedDocumentNode<Data, Variables>, variables: Variables): Promise<Data> {
    const response = await fetch(new URL('/graphql', this.base), {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        accept: 'application/graphql-response+json, application/json;q=0.9',
        'accept-language': this.language,
        ...(this.accessToken === undefined ? {} : { authorization: `Bearer ${this.accessToken}` }),
      },
      body: JSON.stringify({ query: print(document), variables }),
    });
    const answer = (await response.json()) as { data?: Data | null; errors?: TopLevelError[] };
    const error = answer.errors?.[0];
    if (error !== undefined || answer.data == null) {
      const retryAfter = response.headers.get('retry-after');
      throw new RequestError(
        error?.extensions.code ?? `HTTP_${response.status}`,
        error?.extensions.requestId ?? response.headers.get('x-request-id') ?? '',
        retryAfter === null ? undefined : Number(retryAfter),
        error?.message ?? 'no data',
      );
    }
    return answer.data;
  }
}

/** What every error of every payload has. */
export interface PayloadError {
  code: string;
  message: string;
  path: string[];
}

/** The texts of a form's fields: `input.email` is the field `email`; '' is the form as a whole. */
export function textsByField(errors: readonly PayloadError[]): Map<string, string[]> {
  const texts = new Map<string, string[]>();
  for (const { path, message } of errors) {
    const field = path.slice(1).join('.');
    texts.set(field, [...(texts.get(field) ?? []), message]);
  }
  return texts;
}
