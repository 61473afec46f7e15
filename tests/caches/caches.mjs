// Asks for one page of texts in Japanese, then in English, and reads both back from the cache of each library:
// `node caches.mjs http://127.0.0.1:8000/graphql`. Prints what each cache has, as {library: {JA, EN}}.
import assert from 'node:assert/strict';
import { ApolloClient, HttpLink, InMemoryCache } from '@apollo/client';
import { Client, fetchExchange } from '@urql/core';
import { cacheExchange } from '@urql/exchange-graphcache';
import { parse } from 'graphql';
import relay from 'relay-runtime';
import pageQuery from './src/__generated__/pageQuery.graphql.js';
import { page } from './src/page.js';

const url = process.argv[2];
const document = parse(page);
const LANGUAGES = ['JA', 'EN'];

/**
 * Apollo Client. It has to be told how objects without an ID are found again: it would replace them as a whole, and
 * lose the texts in the other language.
 */
async function apollo() {
  const typePolicies = {
    Site: { keyFields: [] },
    SiteLink: { keyFields: ['kind'] },
    RegistrationRules: { keyFields: [] },
    TextRule: { merge: true },
    TermsOfUse: { keyFields: [] },
    UserTypeChoice: { keyFields: ['type'] },
  };
  const client = new ApolloClient({ link: new HttpLink({ uri: url }), cache: new InMemoryCache({ typePolicies }) });
  const ask = async (language) => (await client.query({ query: document, variables: { language } })).data;
  const read = async (language) => client.readQuery({ query: document, variables: { language } });
  return { ask, read };
}

/** urql with Graphcache, which is only told which objects have no ID. */
async function graphcache() {
  const without = ['NoticePage', 'Site', 'SiteLink', 'UserTypeChoice', 'RegistrationRules', 'TextRule', 'TermsOfUse'];
  const keys = Object.fromEntries(without.map((name) => [name, () => null]));
  const exchanges = [cacheExchange({ keys }), fetchExchange];
  const client = new Client({ url, exchanges, preferGetMethod: false });
  const query = async (language, requestPolicy) => {
    const { data, error } = await client.query(document, { language }, { requestPolicy }).toPromise();
    assert.equal(error, undefined);
    return data;
  };
  return { ask: (language) => query(language, 'cache-first'), read: (language) => query(language, 'cache-only') };
}

/** Relay, with the query as its compiler writes it. */
async function relayRuntime() {
  const { Environment, Network, Observable, RecordSource, Store } = relay;
  const { createOperationDescriptor, fetchQuery, getRequest } = relay;
  const send = async ({ text: query }, variables) => {
    const body = JSON.stringify({ query, variables });
    return (await fetch(url, { method: 'POST', headers: { 'content-type': 'application/json' }, body })).json();
  };
  const network = Network.create((request, variables) => Observable.from(send(request, variables)));
  const environment = new Environment({ network, store: new Store(new RecordSource()) });
  const operation = (language) => createOperationDescriptor(getRequest(pageQuery), { language });
  const kept = [];
  const ask = async (language) => {
    kept.push(environment.retain(operation(language)));
    return fetchQuery(environment, pageQuery, { language }).toPromise();
  };
  const read = async (language) => {
    assert.equal(environment.check(operation(language)).status, 'available');
    return environment.lookup(operation(language).fragment).data;
  };
  return { ask, read };
}

const found = {};
for (const [library, open] of Object.entries({ apollo, graphcache, relayRuntime })) {
  const client = await open();
  const asked = [];
  for (const language of LANGUAGES) {
    asked.push(JSON.parse(JSON.stringify(await client.ask(language))));
  }
  const read = [];
  for (const language of LANGUAGES) {
    read.push(JSON.parse(JSON.stringify(await client.read(language))));
  }
  // What was asked first is what a cache that keys objects by ID alone has lost by now.
  assert.deepEqual(read, asked, library);
  found[library] = Object.fromEntries(LANGUAGES.map((language, index) => [language, read[index]]));
}
console.log(JSON.stringify(found));
