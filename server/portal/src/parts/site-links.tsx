// The pages outside the portal that help its visitors. Those about registering stand on the top page, beside the
// registration; all others in the footer, also those of a kind that this build does not know.
import { useStore } from '../store';
import { frame, type Site } from '../visitor/visitor';

type Links = Site['links'];

const OF_REGISTRATION: Links[number]['kind'][] = ['WHO_CAN_REGISTER', 'BEFORE_REGISTRATION', 'CARD_SOFTWARE'];

export function useSiteLinks(about: 'registration' | 'other'): Links {
  const links = useStore(frame).site?.links ?? [];
  return links.filter(({ kind }) => OF_REGISTRATION.includes(kind) === (about === 'registration'));
}

/** The links as items of a list. */
export function SiteLinkItems({ links }: { links: Links }) {
  return (
    <>
      {links.map(({ kind, label, url }) => (
        <li key={kind}>
          <a href={url} rel="noreferrer">
            {label}
          </a>
        </li>
      ))}
    </>
  );
}
