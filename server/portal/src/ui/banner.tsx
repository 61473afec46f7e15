// A box with a message: what went well, what went wrong, what is important to know ("Important", R2).
import type { ComponentChildren } from 'preact';

interface Props {
  kind: 'good' | 'bad' | 'note';
  /** A heading in bold. */
  title?: string;
  /** Whether it appears while the page is read, and so has to be announced. */
  isNews?: boolean;
  children?: ComponentChildren;
}

export function Banner({ kind, title, isNews, children }: Props) {
  const role = isNews ? (kind === 'bad' ? 'alert' : 'status') : undefined;
  return (
    <div class={`banner ${kind}`} role={role}>
      {title ? (
        <p>
          <strong>{title}</strong>
        </p>
      ) : null}
      {children}
    </div>
  );
}
