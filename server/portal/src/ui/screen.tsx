// A screen: the page's title, its one heading, which has the focus after each move, and what stands above it.
import type { ComponentChildren } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { useTexts } from '../texts/speech';

interface Props {
  title: string;
  /** What stands between the header and the heading: steps, or the way back. */
  above?: ComponentChildren;
  /** A column for reading (the default) or one for lists. */
  width?: 'text' | 'wide';
  /** Whether the form of the screen has faults, which the title says first. */
  isFaulty?: boolean;
  /** Whether search engines must not list it. */
  isUnlisted?: boolean;
  children: ComponentChildren;
}

/** The first screen keeps the focus where the browser put it: at the top of the page. */
let isFirst = true;

export function Screen({ title, above, width = 'text', isFaulty, isUnlisted, children }: Props) {
  const t = useTexts();
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    if (isFirst) isFirst = false;
    else {
      scrollTo(0, 0);
      heading.current?.focus({ preventScroll: true });
    }
  }, []);
  useEffect(() => {
    document.title = `${isFaulty ? `${t('title-error')} ` : ''}${title} - ${t('system-name')}`;
  });
  useEffect(() => {
    if (!isUnlisted) return undefined;
    const meta = document.createElement('meta');
    meta.name = 'robots';
    meta.content = 'noindex';
    document.head.append(meta);
    return () => meta.remove();
  }, [isUnlisted]);
  return (
    <main id="main" class={width}>
      {above}
      <h1 ref={heading} tabIndex={-1}>
        {title}
      </h1>
      {children}
    </main>
  );
}
