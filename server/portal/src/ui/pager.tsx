// The pages of a list (R75, R76): ten numbers at most, the present one filled; "First", "Next" and "Last" as in the
// manual.
import { useTexts } from '../texts/speech';

interface Props {
  /** The name of this pager: a list has one above and one below. */
  label: string;
  page: number;
  totalPages: number;
  /** The address of a page. */
  href: (page: number) => string;
}

const NUMBERS = 10;

/** The numbers around a page. */
export function numbersAround(page: number, totalPages: number): number[] {
  const first = Math.max(Math.min(page - NUMBERS / 2, totalPages - NUMBERS + 1), 1);
  return Array.from({ length: Math.min(NUMBERS, totalPages) }, (_, index) => first + index);
}

export function Pager({ label, page, totalPages, href }: Props) {
  const t = useTexts();
  if (totalPages <= 1) return null;
  return (
    <nav class="pager" aria-label={label}>
      <ul>
        {page > 1 ? (
          <li>
            <a href={href(1)}>{t('pager-first')}</a>
          </li>
        ) : null}
        {numbersAround(page, totalPages).map((number) => (
          <li key={number} class={Math.abs(number - page) > 1 ? 'far' : undefined}>
            <a
              href={href(number)}
              aria-label={t('pager-page', { page: number })}
              aria-current={number === page ? 'page' : undefined}
            >
              {number}
            </a>
          </li>
        ))}
        {page < totalPages ? (
          <>
            <li>
              <a href={href(page + 1)} rel="next">
                {t('pager-next')}
              </a>
            </li>
            <li>
              <a href={href(totalPages)}>{t('pager-last')}</a>
            </li>
          </>
        ) : null}
      </ul>
    </nav>
  );
}
