// What stands above the answers: whose playground this is, the way to the other one, the language of the answers.
import { useState } from 'react';
import { PAGE } from './audience.js';
import { storage } from './values.js';

const LANGUAGES = {
  en: 'English',
  ja: '日本語',
  'zh-Hans': '简体中文',
  'zh-Hant': '繁體中文',
  ko: '한국어',
  es: 'Español',
  vi: 'Tiếng Việt',
  tl: 'Tagalog',
};
const KEY = 'language';

/** The language that requests ask for. Typed into the headers, another one goes before it. */
export function language() {
  const chosen = storage.getItem(KEY);
  return chosen in LANGUAGES ? chosen : 'en';
}

/** The line itself. The other side has an address of its own, which the server put into the page. */
export function Header() {
  return (
    <>
      <h1>
        <a className="graphiql-logo-link" href={`${PAGE.applicants}/`} title="Start page">Uketori</a>
        <span className="uketori-hidden"> playground</span>
      </h1>
      <nav className="uketori-sides" aria-label="Playgrounds">
        <a href={`${PAGE.applicants}/graphiql`} aria-current={PAGE.applicants ? undefined : 'page'}>Applicants</a>
        <a href={`${PAGE.officers}/graphiql`} aria-current={PAGE.officers ? undefined : 'page'}>Officers</a>
      </nav>
      <LanguageChoice />
    </>
  );
}

function LanguageChoice() {
  const [chosen, setChosen] = useState(language);
  function choose({ target }) {
    storage.setItem(KEY, target.value);
    setChosen(target.value);
  }
  return (
    <select
      className="uketori-language"
      aria-label="Language of the responses (Accept-Language)"
      title={`Language of the responses. Sent as Accept-Language: ${chosen}`}
      value={chosen}
      onChange={choose}
    >
      {Object.entries(LANGUAGES).map(([tag, name]) => (
        <option key={tag} value={tag} lang={tag}>{name}</option>
      ))}
    </select>
  );
}
