// The steps of a task, the present one marked (R93), with their count in words for a small screen.
import { useTexts } from '../texts/speech';

export function Steps({ names, at }: { names: string[]; at: number }) {
  const t = useTexts();
  return (
    <nav class="steps" aria-label={t('steps')}>
      <p>{t('step-of', { step: at + 1, count: names.length })}</p>
      <ol>
        {names.map((name, index) => (
          <li key={name} aria-current={index === at ? 'step' : undefined}>
            {name}
          </li>
        ))}
      </ol>
    </nav>
  );
}
