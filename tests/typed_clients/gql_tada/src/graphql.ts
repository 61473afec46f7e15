import { initGraphQLTada } from 'gql.tada';
import type { introspection } from './graphql-env.js';
import type { Scalars } from './scalars.js';

export const graphql = initGraphQLTada<{ introspection: introspection; scalars: Scalars }>();
