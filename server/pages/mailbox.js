// The mailbox: polls the list, keeps what the reader has chosen; the address names the mail that is open. Mails are
// never trusted: text goes in as text nodes, HTML into a frame without scripts.
const byId = (id) => document.getElementById(id);
const EVERY = 2000;
const tokyo = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeStyle: 'medium', timeZone: 'Asia/Tokyo' });
const brief = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit', timeZone: 'Asia/Tokyo' });
const languages = new Intl.DisplayNames('en', { type: 'language' });

let mails = [];
let lastAnswer = null;
const items = new Map(); // id → <li>; kept between refreshes, so that focus and scrolling stay

const selected = () => location.hash.slice(1);
const current = () => mails.find((mail) => mail.id === selected());

function element(tag, properties = {}, ...children) {
  const made = Object.assign(document.createElement(tag), properties);
  made.append(...children);
  return made;
}

async function refresh() {
  try {
    const response = await fetch('/mailbox/messages', { cache: 'no-store' });
    if (!response.ok) throw new Error(`HTTP ${response.status}`);
    const answer = await response.text();
    if (answer !== lastAnswer) {
      mails = JSON.parse(answer);
      lastAnswer = answer;
      offer('of-kind', ({ kind }) => kind, (kind) => kind);
      offer('of-language', ({ language }) => language, (tag) => languages.of(tag));
      showList();
      if (byId('mail').hidden === Boolean(current())) showMail();
    }
  } catch (error) {
    lastAnswer = null; // show the list again once the server is back
    byId('count').textContent = `The server does not respond (${error.message})`;
  }
}

async function poll() {
  if (!document.hidden) await refresh();
  setTimeout(poll, EVERY);
}

/** Offers what the mails have to choose from, and keeps what was chosen. */
function offer(id, of, name) {
  const choice = byId(id);
  const values = [...new Set([...mails.map(of), choice.value])].filter(Boolean).sort();
  const options = values.map((value) => element('option', { value, textContent: name(value), selected: value === choice.value }));
  choice.replaceChildren(choice.options[0], ...options);
}

function item(mail) {
  const button = element(
    'button',
    { type: 'button' },
    element('strong', { textContent: mail.subject }),
    element('span', { textContent: mail.to.join(', ') }),
    element('span', { textContent: `${brief.format(new Date(mail.date))} · ${mail.kind} · ${mail.language}` }),
  );
  button.addEventListener('click', () => choose(mail.id));
  return element('li', {}, button);
}

function showList() {
  const wanted = byId('search').value.trim().toLowerCase();
  const [kind, language] = [byId('of-kind').value, byId('of-language').value];
  const shown = mails.filter(
    (mail) =>
      (!kind || mail.kind === kind) &&
      (!language || mail.language === language) &&
      [mail.subject, mail.from, ...mail.to, mail.kind, mail.text].join('\n').toLowerCase().includes(wanted),
  );
  const known = new Set(shown.map((mail) => mail.id));
  for (const [id, li] of items) {
    if (!known.has(id)) {
      li.remove();
      items.delete(id);
    }
  }
  const list = byId('mails');
  shown.forEach((mail, place) => {
    if (!items.has(mail.id)) items.set(mail.id, item(mail));
    const li = items.get(mail.id);
    // Moving an element would take its focus: only put in what is not in its place.
    if (list.children[place] !== li) list.insertBefore(li, list.children[place] ?? null);
  });
  const all = `${mails.length} ${mails.length === 1 ? 'email' : 'emails'}`;
  byId('count').textContent = shown.length < mails.length ? `${shown.length} of ${all}` : all;
  byId('clear').disabled = mails.length === 0;
  byId('empty').hidden = shown.length > 0;
  byId('empty').textContent = mails.length ? 'No emails match.' : 'No emails yet. They will appear here automatically.';
  markSelected();
}

function markSelected() {
  for (const [id, li] of items) li.firstChild.setAttribute('aria-current', String(id === selected()));
}

/** Opens a mail. The first one is a step that the browser goes back from, to the list. */
function choose(id) {
  if (current()) location.replace(`#${id}`);
  else location.hash = id;
}

/** Shows the mail that the address names, or none. */
function showMail() {
  const mail = current();
  byId('mail').hidden = !mail;
  byId('panes').classList.toggle('reading', Boolean(mail));
  markSelected();
  if (!mail) return;
  byId('subject').textContent = mail.subject;
  byId('from').textContent = mail.from;
  byId('to').textContent = mail.to.join(', ');
  byId('date').dateTime = mail.date;
  byId('date').textContent = `${tokyo.format(new Date(mail.date))} (Tokyo)`;
  byId('kind').textContent = [mail.kind, mail.language].filter(Boolean).join(', ');
  byId('eml').href = `/mailbox/messages/${encodeURIComponent(mail.id)}.eml`;
  const link = links(mail.text ?? '').find(({ url }) => url.includes('#t='));
  byId('follow').hidden = !link;
  if (link) byId('follow').href = link.url;
  showBody();
  // On a phone the list is gone now: take the reader along.
  if (getComputedStyle(byId('mails')).display === 'none') {
    byId('subject').focus({ preventScroll: true });
    byId('mail').scrollIntoView();
  }
}

function close() {
  const left = items.get(selected());
  history.pushState(null, '', location.pathname);
  showMail();
  left?.firstChild.focus();
}

async function showBody() {
  const mail = current();
  const view = document.querySelector('[name=view]:checked').value;
  const body = await { text: textView, html: htmlView, source: sourceView }[view](mail);
  if (mail === current()) byId('body').replaceChildren(body); // another may have been chosen meanwhile
}

function textView(mail) {
  return element('pre', {}, ...linked(mail.text ?? ''));
}

/** The http(s) links of a text, and where they begin; a full stop or bracket after a link is not part of it. */
function links(text) {
  const found = [...text.matchAll(/https?:\/\/[^\s<>"'「」（）、。　]+/g)];
  return found.map(({ 0: match, index }) => ({ url: match.replace(/[.,;:!?)\]]+$/, ''), index }));
}

/** The text with its links clickable. */
function* linked(text) {
  let end = 0;
  for (const { url, index } of links(text)) {
    yield text.slice(end, index);
    yield element('a', { href: url, target: '_blank', rel: 'noopener', textContent: url });
    end = index + url.length;
  }
  yield text.slice(end);
}

function htmlView(mail) {
  if (!mail.html) return element('p', { className: 'small', textContent: 'This email has no HTML part.' });
  const page = new DOMParser().parseFromString(mail.html, 'text/html');
  // Links open beside the mailbox: our own pages refuse to be shown in a frame.
  page.head.prepend(element('base', { target: '_blank' }));
  const frame = element('iframe', { title: 'The email as HTML', referrerPolicy: 'no-referrer' });
  frame.setAttribute('sandbox', 'allow-popups allow-popups-to-escape-sandbox allow-top-navigation-by-user-activation');
  frame.srcdoc = `<!doctype html>${page.documentElement.outerHTML}`;
  return frame;
}

/** The whole message, as it would have travelled. */
async function sourceView(mail) {
  const response = await fetch(`/mailbox/messages/${encodeURIComponent(mail.id)}.eml`).catch(() => null);
  return element('pre', { textContent: response?.ok ? await response.text() : 'The source could not be fetched.' });
}

/** In the list the arrows go from mail to mail; elsewhere "/" leads to the search, and Escape back to the list. */
function press(event) {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const buttons = [...byId('mails').querySelectorAll('button')];
  const place = buttons.indexOf(document.activeElement);
  const to = { ArrowDown: place + 1, ArrowUp: place - 1, Home: 0, End: buttons.length - 1 }[event.key];
  if (place >= 0 && buttons[to]) {
    buttons[to].focus();
    buttons[to].click();
  } else if (event.key === '/' && !document.activeElement.matches('input, select')) {
    byId('search').focus();
  } else if (event.key === 'Escape' && current() && document.activeElement.id !== 'search') {
    close();
  } else {
    return;
  }
  event.preventDefault();
}

byId('search').addEventListener('input', showList);
byId('of-kind').addEventListener('change', showList);
byId('of-language').addEventListener('change', showList);
byId('back').addEventListener('click', close);
document.querySelectorAll('[name=view]').forEach((radio) => radio.addEventListener('change', showBody));
byId('clear').addEventListener('click', async () => {
  if (!confirm('Delete all emails in this mailbox?')) return;
  const response = await fetch('/mailbox/messages', { method: 'DELETE' }).catch(() => null);
  if (!response?.ok) byId('count').textContent = 'The emails could not be deleted.';
  else await refresh();
});
document.addEventListener('keydown', press);
document.addEventListener('visibilitychange', () => !document.hidden && refresh());
addEventListener('hashchange', showMail);
addEventListener('popstate', showMail);
poll();
