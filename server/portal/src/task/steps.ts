// A task in steps, such as a registration. Its entries live in the memory of the page. Before it is finished, the
// browser's "back" does what the screen's own button does; after that, and after a reload, the step is stale and
// nothing can be sent from it (R5, R9, I27).
import { useEffect, useRef, useState } from 'preact/hooks';
import { randomKey } from './key';

export interface Task<Step> {
  step: Step;
  /** Whether the step cannot be used any more: the page says so (P40). */
  isStale: boolean;
  go: (step: Step) => void;
  /** Goes to the last step; nothing before it can be used again. */
  finish: (step: Step) => void;
  back: () => void;
}

interface Mark {
  task: string;
  at: number;
}

const mark = (): Mark | null => (history.state as { uketori?: Mark } | null)?.uketori ?? null;

/** `afterReload` says whether a reload begins the task again, or leaves a stale step. */
export function useTask<Step extends string>(first: Step, afterReload: 'begin' | 'stale' = 'stale'): Task<Step> {
  const [id] = useState(randomKey);
  const [at, setAt] = useState(0);
  const [isStale, setStale] = useState(() => afterReload === 'stale' && (mark()?.at ?? 0) > 0);
  const steps = useRef<Step[]>([first]);
  const finishedAt = useRef<number | null>(null);

  const write = (position: number, how: 'pushState' | 'replaceState'): void =>
    history[how]({ uketori: { task: id, at: position } satisfies Mark }, '', location.href);

  useEffect(() => {
    write(0, 'replaceState');
    const move = (): void => {
      const found = mark();
      if (found?.task !== id) return;
      setStale(finishedAt.current !== null && found.at < finishedAt.current);
      setAt(Math.min(found.at, steps.current.length - 1));
    };
    addEventListener('popstate', move);
    return () => removeEventListener('popstate', move);
  }, []);

  const go = (step: Step): void => {
    steps.current = [...steps.current.slice(0, at + 1), step];
    write(at + 1, 'pushState');
    setAt(at + 1);
  };

  return {
    step: steps.current[at] ?? first,
    isStale,
    go,
    finish: (step) => {
      finishedAt.current = at + 1;
      go(step);
    },
    back: () => history.back(),
  };
}
