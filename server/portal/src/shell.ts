// What the server wrote into the page itself, so that it can be known without the API (P42).
const fact = (name: string): string => document.querySelector<HTMLMetaElement>(`meta[name="${name}"]`)?.content ?? '';

export const shell = {
  helpDeskPhone: fact('help-desk-phone'),
  helpDeskEmail: fact('help-desk-email'),
  /** Whether this is the trial mode, whose server adds a bar to the page. */
  isTrial: fact('trial') === 'yes',
};
