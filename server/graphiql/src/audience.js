// Whose playground this page is. The server says so in the page; the bundle has the steps of both.
import operations from 'uketori:operations'; // the text of each operation, by audience and name; build.mjs makes it
import applicantsSteps from './applicants/steps.json';
import applicantsVariables from './applicants/operations/variables.json';
import officersSteps from './officers/steps.json';
import officersVariables from './officers/operations/variables.json';

/** What the page was given: the audience, and the address of the other side; that of its own is empty. */
export const PAGE = document.getElementById('playground').dataset;

const AUDIENCES = {
  applicants: {
    heading: 'Steps of the manuals',
    chapters: applicantsSteps,
    variables: applicantsVariables,
    schema: '/schema.graphql',
    mailbox: '/mailbox/messages',
  },
  officers: {
    heading: 'A day at the bureau',
    chapters: officersSteps,
    variables: officersVariables,
    schema: '/officer.graphql',
    demo: '/demo',
    clock: '/clock',
  },
};

/**
 * The heading of the list of steps, the schema's address, and where the page asks for values, looks for emails and moves
 * the clock, if it does.
 */
export const { heading, chapters, schema, demo, mailbox, clock } = AUDIENCES[PAGE.audience];

/**
 * The steps in order. Each is an operation. `gives` are values in its answer, by their paths; with a `$` before the
 * path, in its variables; with an `@`, the token of the link to that page in the email that the step sends. `takes` are
 * places in its variables for values, which come from earlier steps, from the link of an email, or from the page's own
 * server. `asks` is where the page asks its server for values before the step is run. A step that `isApart` is sent
 * without the browser's cookie, as another device would send it.
 */
export const STEPS = chapters.flatMap(({ steps }) => steps);
export const STEP = new Map(STEPS.map((step) => [step.name, step]));

/** The text of a step's operation, and its variables as the example has them. */
export function exampleOf(name) {
  return { query: operations[PAGE.audience][name], variables: AUDIENCES[PAGE.audience].variables[name] ?? {} };
}
