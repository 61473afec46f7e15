// The bottom of every page (R19-R21, R33, R113): whom to ask, the colour schemes, the way to the top, and whose site
// it is.
import { shell } from '../shell';
import { useStore } from '../store';
import { SiteLinkItems, useSiteLinks } from '../parts/site-links';
import { useTexts } from '../texts/speech';
import { chooseScheme } from '../visitor/preferences';
import { scheme, SCHEMES } from '../visitor/scheme';
import { frame } from '../visitor/visitor';

export function Footer() {
  const t = useTexts();
  const { site } = useStore(frame);
  const links = useSiteLinks('other');
  const phone = site?.helpDeskPhone ?? shell.helpDeskPhone;
  const email = site?.helpDeskEmail ?? shell.helpDeskEmail;
  return (
    <footer class="foot">
      <div class="columns">
        <section>
          <h2>{t('inquiry')}</h2>
          <p>{site?.procedureContact ?? t('procedure-contact')}</p>
        </section>
        <section>
          <h2>{t('help-desk')}</h2>
          <p>{t('help-desk-for')}</p>
          <ul class="plain">
            <li>
              {t('telephone')}: <a href={`tel:${phone.replace(/[^+\d]/g, '')}`}>{phone}</a>
            </li>
            <li>
              {t('email')}: <a href={`mailto:${email}`}>{email}</a>
            </li>
            <li>{site?.helpDeskHours}</li>
          </ul>
        </section>
        <Schemes />
      </div>
      <p class="to-top">
        <button type="button" class="link" onClick={toTop}>
          {t('to-top')}
        </button>
      </p>
      <ul class="links">
        <li>
          <a href="/terms">{t('terms')}</a>
        </li>
        <li>
          <a href="/about">{t('about')}</a>
        </li>
        <SiteLinkItems links={links} />
      </ul>
      {site?.bureauName ? <p>{site.bureauName}</p> : null}
      {site?.disclaimer ? <p class="disclaimer">{site.disclaimer}</p> : null}
    </footer>
  );
}

function Schemes() {
  const t = useTexts();
  const chosen = useStore(scheme);
  const names = {
    STANDARD: t('scheme-standard'),
    BLUE: t('scheme-blue'),
    YELLOW: t('scheme-yellow'),
    BLACK: t('scheme-black'),
  };
  return (
    <section class="schemes">
      <h2>{t('change-color-scheme')}</h2>
      <div role="group" aria-label={t('change-color-scheme')}>
        {SCHEMES.map((one) => (
          <button
            key={one}
            type="button"
            data-scheme={one}
            aria-pressed={one === chosen}
            onClick={() => void chooseScheme(one)}
          >
            {names[one]}
          </button>
        ))}
      </div>
    </section>
  );
}

function toTop(): void {
  scrollTo({ top: 0 });
  document.querySelector<HTMLElement>('.brand')?.focus({ preventScroll: true });
}
