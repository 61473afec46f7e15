// The start page: a ready log-in for the demo applicant, and the manual clock if there is one.
const byId = (id) => document.getElementById(id);

const userId = byId('demo-id').textContent;
const password = byId('demo-password').textContent;
if (userId) {
  const target = { tab: 'logIn', variables: { input: { userId, password } } };
  byId('demo-log-in').href = `/graphiql#${encodeURIComponent(JSON.stringify(target))}`;
} else {
  byId('demo').hidden = true; // a server without example data
}

const tokyo = new Intl.DateTimeFormat('en-GB', { dateStyle: 'full', timeStyle: 'short', timeZone: 'Asia/Tokyo' });

function showTime({ now }) {
  byId('now').dateTime = now;
  byId('now').textContent = `${tokyo.format(new Date(now))} (Tokyo)`;
  byId('clock').hidden = false;
}

async function mailIds() {
  const response = await fetch('/mailbox/messages');
  return new Set((await response.json()).map((mail) => mail.id));
}

/** The demo officer's code follows the clock: this page, loaded again, has the present one. */
async function showCode() {
  const page = new DOMParser().parseFromString(await (await fetch('/')).text(), 'text/html');
  const present = page.getElementById('officer-code');
  if (present) byId('officer-code').replaceWith(present);
}

async function advance(duration) {
  const before = await mailIds();
  const response = await fetch('/clock', {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ advance: duration }),
  });
  if (!response.ok) throw new Error(`HTTP ${response.status}`);
  // The answer comes when everything that fell due has run: its mails are in the mailbox now.
  showTime(await (await fetch('/clock')).json());
  await showCode();
  const news = [...(await mailIds())].filter((id) => !before.has(id)).length;
  if (news === 0) return ['No new emails.'];
  const link = Object.assign(document.createElement('a'), { href: '/mailbox' });
  link.textContent = news === 1 ? '1 new email' : `${news} new emails`;
  return [link, '.'];
}

const buttons = document.querySelectorAll('[data-advance]');
for (const button of buttons) {
  button.addEventListener('click', async () => {
    buttons.forEach((one) => (one.disabled = true));
    byId('moved').textContent = 'Moving the clock …';
    try {
      byId('moved').replaceChildren(...(await advance(button.dataset.advance)));
    } catch (error) {
      byId('moved').textContent = `The clock could not be moved: ${error.message}`;
    }
    buttons.forEach((one) => (one.disabled = false));
    button.focus(); // disabling took the focus away
  });
}

// The system's clock cannot be moved, and there is nothing to show.
const clock = byId('clock').dataset.kind === 'manual' ? await fetch('/clock').catch(() => null) : null;
if (clock?.ok) showTime(await clock.json());
