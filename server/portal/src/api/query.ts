// A query of a screen: asked when the screen appears, and again when its variables or the language change.
import { useEffect, useRef, useState } from 'preact/hooks';
import { useLanguage } from '../texts/speech';
import { ask, type Trouble } from './ask';
import type { TypedDocumentString } from './operations';

export interface Asked<Result> {
  /** The newest answer; it stays while the next one is under way. */
  data: Result | null;
  trouble: Trouble | null;
  isLoading: boolean;
  again: () => void;
}

/** Pauses before a query is repeated by itself, in milliseconds. */
const PAUSES = [2_000, 5_000, 15_000, 30_000];

export function useQuery<Result, Variables>(
  document: TypedDocumentString<Result, Variables>,
  variables: Variables,
): Asked<Result> {
  const { tag } = useLanguage();
  const [data, setData] = useState<Result | null>(null);
  const [trouble, setTrouble] = useState<Trouble | null>(null);
  const [isLoading, setLoading] = useState(true);
  const [round, setRound] = useState(0);
  const failures = useRef(0);
  const key = JSON.stringify(variables);

  useEffect(() => {
    let isCurrent = true;
    let timer: number | undefined;
    setLoading(true);
    void ask(document, variables).then((answer) => {
      if (!isCurrent) return;
      setLoading(false);
      setTrouble(answer.trouble);
      if (!answer.trouble) {
        failures.current = 0;
        setData(answer.data);
      } else if (answer.trouble.kind !== 'stale') {
        const pause = answer.trouble.kind === 'busy' ? answer.trouble.seconds * 1000 : PAUSES[failures.current];
        failures.current += 1;
        if (pause && failures.current <= PAUSES.length) timer = setTimeout(() => setRound((n) => n + 1), pause);
      }
    });
    return () => {
      isCurrent = false;
      clearTimeout(timer);
    };
  }, [document, key, tag, round]);

  const again = (): void => {
    failures.current = 0;
    setRound((n) => n + 1);
  };
  return { data, trouble, isLoading, again };
}
