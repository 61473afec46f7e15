// Values as rows: what was entered, or what is on file.
import type { ComponentChildren } from 'preact';

export interface Row {
  name: string;
  value: ComponentChildren;
  /** What changes the value. */
  action?: { label: string; go: () => void };
}

/** `null` rows are left out. */
export function Rows({ rows }: { rows: (Row | null)[] }) {
  return (
    <dl class="rows">
      {rows
        .filter((row) => row !== null)
        .map(({ name, value, action }) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
            {action ? (
              <dd class="action">
                <button type="button" class="link" onClick={action.go}>
                  {action.label}
                  <span class="hidden"> {name}</span>
                </button>
              </dd>
            ) : null}
          </div>
        ))}
    </dl>
  );
}
