// The list of all steps beside the editors, and the way to the next one. A step's tab is opened once.
import { pick, useGraphiQL, useGraphiQLActions } from '@graphiql/react';
import { STEPS, chapters, heading } from './audience.js';
import { example, stepOf } from './tabs.js';

/** Where the list would cover the editors: it closes when a step was chosen. The same width is in main.css. */
export const NARROW = matchMedia('(max-width: 56rem)');

/** The list as GraphiQL shows it. */
export const STEPS_PLUGIN = { title: 'Steps', icon: StepsIcon, content: StepsPanel };
/** Whether there is room for it from the start. */
export const INITIALLY_VISIBLE = NARROW.matches ? undefined : STEPS_PLUGIN;

/** The step of the active tab, if it is one, and a function that opens a step. */
function useSteps() {
  const { tabs, activeTabIndex, queryEditor, variableEditor } = useGraphiQL(
    pick('tabs', 'activeTabIndex', 'queryEditor', 'variableEditor'),
  );
  const { addTab, changeTab, updateActiveTabValues, setVisiblePlugin } = useGraphiQLActions();
  function open(name) {
    const index = tabs.findIndex((tab) => stepOf(tab.query) === name);
    if (index >= 0) {
      changeTab(index);
    } else {
      const { query, variables } = example(name);
      addTab();
      updateActiveTabValues({ query, variables });
      queryEditor?.setValue(query);
      variableEditor?.setValue(variables ?? '');
    }
    if (NARROW.matches) setVisiblePlugin(null);
  }
  return { current: stepOf(tabs[activeTabIndex]?.query), open };
}

function StepsPanel() {
  const { current, open } = useSteps();
  return (
    <nav className="uketori-steps" aria-label={heading}>
      <h2>{heading}</h2>
      {chapters.map(({ title, steps }) => (
        <section key={title}>
          <h3>{title}</h3>
          <ul>
            {steps.map((step) => (
              <li key={step.name}>
                <button
                  type="button"
                  title={step.name}
                  aria-current={step.name === current ? 'step' : undefined}
                  onClick={() => open(step.name)}
                >
                  {step.title}
                </button>
              </li>
            ))}
          </ul>
        </section>
      ))}
    </nav>
  );
}

/** A button that opens the step after the active one. */
export function NextStep() {
  const { current, open } = useSteps();
  const next = STEPS[STEPS.findIndex(({ name }) => name === current) + 1];
  if (!current || !next) return null;
  return (
    <button type="button" className="uketori-next" onClick={() => open(next.name)}>
      Next step: {next.title} ›
    </button>
  );
}

function StepsIcon(props) {
  return (
    <svg viewBox="0 0 16 16" fill="none" stroke="currentColor" strokeWidth="1.2" {...props}>
      <path d="M6 3.5h8M6 8h8M6 12.5h8M2 3.5h1.5M2 8h1.5M2 12.5h1.5" strokeLinecap="round" />
    </svg>
  );
}
