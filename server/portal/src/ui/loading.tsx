// What stands in the place of an answer: its size at once, and words if it takes longer.
import { useEffect, useState } from 'preact/hooks';
import { useTexts } from '../texts/speech';

const QUIET = 400;

export function Loading({ lines = 4 }: { lines?: number }) {
  const t = useTexts();
  const [isLate, setLate] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setLate(true), QUIET);
    return () => clearTimeout(timer);
  }, []);
  return (
    <div class="loading">
      <p role="status">{isLate ? t('loading') : ''}</p>
      <div aria-hidden="true">
        {Array.from({ length: lines }, (_, line) => (
          <span key={line} />
        ))}
      </div>
    </div>
  );
}
