// The mailbox: polls the list, keeps what the reader has chosen. Mails are never trusted:
// text goes in as text nodes, HTML into a frame without scripts.
const byId = (id) => document.getElementById(id);
const EVERY = 2000;
const tokyo = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeStyle: 'medium', timeZone: 'Asia/Tokyo' });

let mails = [];
let selected = null; // id
let lastAnswer = null;
const items = new Map(); // id → <li>; kept between refreshes, so that focus and scrolling stay

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
      showList();
    }
  } catch (error) {
    lastAnswer = null; // show the list again once the server is back
    byId('count').textContent = `The server does not answer (${error.message})`;
  }
}

async function poll() {
  if (!document.hidden) await refresh();
  setTimeout(poll, EVERY);
}

function item(mail) {
  const button = element(
    'button',
    { type: 'button' },
    element('strong', { textContent: mail.subject }),
    element('span', { textContent: mail.to.join(', ') }),
    element('span', { textContent: `${tokyo.format(new Date(mail.date))} · ${mail.kind}` }),
  );
  button.addEventListener('click', () => select(mail.id));
  return element('li', {}, button);
}

function showList() {
  const wanted = byId('filter').value.trim().toLowerCase();
  const matches = (mail) => [mail.subject, mail.from, ...mail.to, mail.kind, mail.text].join('\n').toLowerCase().includes(wanted);
  const shown = mails.filter(matches);
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
  byId('count').textContent = wanted ? `${shown.length} of ${mails.length}` : `${mails.length} ${mails.length === 1 ? 'mail' : 'mails'}`;
  byId('clear').disabled = mails.length === 0;
  byId('empty').hidden = shown.length > 0;
  byId('empty').textContent = mails.length ? 'No mail matches the filter.' : 'No mails yet. They appear here by themselves.';
  if (selected !== null && !mails.some((mail) => mail.id === selected)) close();
  markSelected();
}

function markSelected() {
  for (const [id, li] of items) li.firstChild.setAttribute('aria-current', String(id === selected));
}

function select(id) {
  selected = id;
  const mail = mails.find((one) => one.id === id);
  byId('subject').textContent = mail.subject;
  byId('from').textContent = mail.from;
  byId('to').textContent = mail.to.join(', ');
  byId('date').dateTime = mail.date;
  byId('date').textContent = `${tokyo.format(new Date(mail.date))} (Tokyo)`;
  byId('kind').textContent = [mail.kind, mail.language].filter(Boolean).join(', ');
  byId('eml').href = `/mailbox/messages/${encodeURIComponent(id)}.eml`;
  byId('mail').hidden = false;
  byId('panes').classList.add('reading');
  markSelected();
  showBody();
  // On a phone the list is gone now: take the reader along.
  if (getComputedStyle(byId('mails')).display === 'none') {
    byId('subject').focus({ preventScroll: true });
    byId('mail').scrollIntoView();
  }
}

function close() {
  const item = items.get(selected);
  selected = null;
  byId('mail').hidden = true;
  byId('panes').classList.remove('reading');
  markSelected();
  item?.firstChild.focus();
}

function showBody() {
  const mail = mails.find((one) => one.id === selected);
  const view = document.querySelector('[name=view]:checked').value;
  byId('body').replaceChildren({ text: textView, html: htmlView, headers: headersView }[view](mail));
}

function textView(mail) {
  return element('pre', {}, ...linked(mail.text ?? ''));
}

/** The text with its http(s) links clickable; a full stop or bracket after a link is not part of it. */
function* linked(text) {
  let end = 0;
  for (const { 0: found, index } of text.matchAll(/https?:\/\/[^\s<>"'「」（）、。　]+/g)) {
    const url = found.replace(/[.,;:!?)\]]+$/, '');
    yield text.slice(end, index);
    yield element('a', { href: url, target: '_blank', rel: 'noopener', textContent: url });
    end = index + url.length;
  }
  yield text.slice(end);
}

function htmlView(mail) {
  if (!mail.html) return element('p', { className: 'small', textContent: 'This mail has no HTML part.' });
  const page = new DOMParser().parseFromString(mail.html, 'text/html');
  // Links open beside the mailbox: our own pages refuse to be shown in a frame.
  page.head.prepend(element('base', { target: '_blank' }));
  const frame = element('iframe', { title: 'The mail as HTML', referrerPolicy: 'no-referrer' });
  frame.setAttribute('sandbox', 'allow-popups allow-popups-to-escape-sandbox allow-top-navigation-by-user-activation');
  frame.srcdoc = `<!doctype html>${page.documentElement.outerHTML}`;
  return frame;
}

function headersView(mail) {
  return element('pre', { textContent: Object.entries(mail.headers ?? {}).map(([name, value]) => `${name}: ${value}`).join('\n') });
}

byId('filter').addEventListener('input', showList);
byId('back').addEventListener('click', close);
document.querySelectorAll('[name=view]').forEach((radio) => radio.addEventListener('change', showBody));
byId('clear').addEventListener('click', async () => {
  if (!confirm('Delete all mails of this mailbox?')) return;
  const response = await fetch('/mailbox/messages', { method: 'DELETE' }).catch(() => null);
  if (!response?.ok) byId('count').textContent = 'The mails could not be deleted.';
  else await refresh();
});
document.addEventListener('visibilitychange', () => !document.hidden && refresh());
poll();
