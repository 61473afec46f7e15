// Clients that send a document's hash first, as their defaults are: `node clients.mjs http://127.0.0.1:8000/graphql`.
// Each sends two queries. Prints, by client, the data and every request; tests/persisted_queries.rs judges them.
import { createHash } from 'node:crypto';
import { ApolloClient, ApolloLink, HttpLink, InMemoryCache, gql } from '@apollo/client';
import { PersistedQueryLink } from '@apollo/client/link/persisted-queries';
import { Client, fetchExchange } from '@urql/core';
import { persistedExchange } from '@urql/exchange-persisted';

const url = process.argv[2];
const queries = ['query One { __typename viewer { userId } }', 'query Two { __typename sessionStatus { now } }'];

const sha256 = (text) => createHash('sha256').update(text).digest('hex');

/** A `fetch` that notes each request in `requests`. */
const noting = (requests) => async (address, options = {}) => {
  const response = await fetch(address, options);
  const { method = 'GET', body } = options;
  const given = method === 'POST' ? JSON.parse(body) : Object.fromEntries(new URL(address).searchParams);
  const extensions = typeof given.extensions === 'string' ? JSON.parse(given.extensions) : given.extensions;
  const answered = await response.clone().json();
  requests.push({
    method,
    query: given.query ?? null,
    name: given.query ? sha256(given.query) : null, // of the document in a manifest
    hash: extensions?.persistedQuery?.sha256Hash ?? null,
    status: response.status,
    message: answered.errors?.[0]?.message ?? null,
    code: answered.errors?.[0]?.extensions?.code ?? null,
  });
  return response;
};

const apollo = (options) => async (fetch) => {
  const link = ApolloLink.from([new PersistedQueryLink({ sha256, ...options }), new HttpLink({ uri: url, fetch })]);
  const client = new ApolloClient({ link, cache: new InMemoryCache() });
  const data = [];
  for (const query of queries) data.push((await client.query({ query: gql(query) })).data);
  client.stop();
  return data;
};

const urql = (options) => async (fetch) => {
  const client = new Client({ url, fetch, exchanges: [persistedExchange(options), fetchExchange] });
  const data = [];
  for (const query of queries) {
    const result = await client.query(query, {}).toPromise();
    if (result.error) throw result.error;
    data.push(result.data);
  }
  return data;
};

const clients = {
  'Apollo Client': apollo({}),
  'Apollo Client by GET': apollo({ useGETForHashedQueries: true }),
  urql: urql({}),
  'urql by POST': urql({ preferGetForPersistedQueries: false }),
};

const found = {};
for (const [name, run] of Object.entries(clients)) {
  const requests = [];
  found[name] = { data: await run(noting(requests)), requests };
}
console.log(JSON.stringify(found));
