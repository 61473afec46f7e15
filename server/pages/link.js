// Where the links of mails lead in a trial installation: what the link is, and on to the playground.
const byId = (id) => document.getElementById(id);
const tokyo = new Intl.DateTimeFormat('en-GB', { dateStyle: 'full', timeStyle: 'short', timeZone: 'Asia/Tokyo' });

/** What each link is for: the step that it opens, and the one that helps when it no longer works. */
const PURPOSES = {
  REGISTRATION: {
    path: '/register',
    tab: 'proceedToConfirmation',
    again: 'startRegistration',
    title: ['Complete the registration', '利用者登録の完了'],
    text: 'An applicant uses this link to enter and confirm name, telephone number and password, and gets a user ID.',
  },
  FIRST_PASSWORD: {
    path: '/set-password',
    tab: 'setFirstPassword',
    again: 'requestPasswordReset',
    title: ['Set the first password', '初回パスワードの設定'],
    text:
      'An applicant who registered at the counter uses this link to set the first password. It does not work while ' +
      'somebody is logged in in the same browser: log out first, then open the link again.',
  },
  PASSWORD_RESET: {
    path: '/reset-password',
    tab: 'completePasswordReset',
    again: 'requestPasswordReset',
    title: ['Set a new password', 'パスワードの再設定'],
    text: 'An applicant who forgot the password uses this link to set a new one. This lifts a lock and ends every session.',
  },
  EMAIL_CHANGE: {
    path: '/change-email',
    tab: 'completeEmailChange',
    again: 'startEmailChange',
    title: ['Confirm the new email address', 'メールアドレス変更の確認'],
    text: 'An applicant uses this link to confirm the new email address of the account. It also works without a login.',
  },
  DISAVOW: {
    path: '/not-me',
    tab: 'disavowChange',
    title: ['“This was not me”', '心当たりのない変更の取消し'],
    text:
      'The owner of the old address uses this link to undo a change that somebody else requested. Every session ' +
      'ends, and only a password reset opens the account again.',
  },
};

const STATES = {
  OPEN: ['The link can be used.', 'このリンクは利用できます。'],
  EXPIRED: ['This link has expired. Request a new email.', 'リンクの有効期限が切れています。最初からやり直してください。'],
  USED: ['This link has already been used. It works only once.', 'このリンクは既に使用されています。'],
  REPLACED: ['A newer email has been sent. Only the link in the latest email works.', 'より新しいメールが送信されています。最新のメールのリンクを使ってください。'],
  REVOKED: ['The account was changed after this email was sent, so the link no longer works. Log in, or reset the password.', 'このメールの送信後に利用者情報が変更されたため、リンクは無効になりました。ログインするか、パスワードを再設定してください。'],
  NOT_FOUND: ['This link is not known. Perhaps it was not copied completely.', 'このリンクは確認できません。全体がコピーされているか確かめてください。'],
};

function element(tag, properties = {}, ...children) {
  const made = Object.assign(document.createElement(tag), properties);
  made.append(...children);
  return made;
}

function japanese(text) {
  return element('p', { lang: 'ja', className: 'small', textContent: text });
}

function playground(text, tab, { link, variables, primary = true } = {}) {
  const href = `/graphiql#${encodeURIComponent(JSON.stringify({ tab, link, variables }))}`;
  return element('a', { className: primary ? 'button primary' : 'button', href, textContent: text });
}

function setTitle([english, japaneseTitle]) {
  byId('title').textContent = english;
  byId('title-ja').textContent = japaneseTitle;
  document.title = `${english} – Uketori`;
}

async function lookAt(token) {
  const response = await fetch('/graphql', {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', Accept: 'application/graphql-response+json' },
    body: JSON.stringify({
      query: 'query($token:String!){emailLink(token:$token){state purpose expiresAt email}}',
      variables: { token },
    }),
  });
  const { data, errors } = await response.json();
  if (!data?.emailLink) throw new Error(errors?.[0]?.message ?? `HTTP ${response.status}`);
  return data.emailLink;
}

async function showToken(token) {
  const { state, purpose, expiresAt, email } = await lookAt(token);
  const [english, nihongo] = STATES[state] ?? [state, ''];
  const open = state === 'OPEN';
  // An unknown link has no purpose: its address tells what it was meant for.
  const guess = Object.keys(PURPOSES).find((name) => PURPOSES[name].path === path()) ?? 'REGISTRATION';
  const link = { purpose: purpose ?? guess, token };
  const { tab, again, title, text } = PURPOSES[link.purpose];
  setTitle(purpose ? title : ['Link from an email', 'メールのリンク']);

  const facts = element('dl', { className: 'pair' });
  const fact = (name, value) => facts.append(element('dt', { textContent: name }), element('dd', {}, value));
  fact('State', element('span', { className: `state ${open ? 'open' : 'closed'}`, textContent: state }));
  if (expiresAt) {
    const time = `${tokyo.format(new Date(expiresAt))} (Tokyo)`;
    fact(open ? 'Works until' : 'Worked until', element('time', { dateTime: expiresAt, textContent: time }));
  }
  if (email) fact('Email', email);

  const buttons = element('p', { className: 'row' });
  buttons.append(playground(open ? 'Open in the playground' : 'Open in the playground anyway', tab, { link, primary: open }));
  if (state === 'REVOKED') buttons.append(playground('Log in', 'logIn', { primary: false }));
  if (!open && state !== 'USED' && again) buttons.append(playground('Request a new email', again, { primary: false }));
  const hint = 'The playground puts the token into every tab that needs it.';

  const purposeText = purpose ? [element('p', { textContent: text })] : [];
  return [
    ...purposeText, facts, element('p', { textContent: english }), japanese(nihongo), buttons,
    element('p', { className: 'small', textContent: hint }),
  ];
}

function showReceipts() {
  setTitle(['Receipt of the certificate', '認定証明書の受領登録']);
  return [
    element('p', {
      textContent:
        'All certificate emails and reminders contain this same address. It contains no secret, because people often ' +
        'forward these emails. Anyone who opens it must log in, and then sees only the certificates of that account.',
    }),
    japanese('認定証明書のメールと督促メールには、すべてこの同じアドレスが書かれています。ログインすると受領登録一覧が表示されます。'),
    element('p', { className: 'row' },
      playground('Open the list in the playground', 'receipts'),
      playground('Log in first', 'logIn', { primary: false })),
  ];
}

function showLogIn() {
  setTitle(['Log in', 'ログイン']);
  return [
    element('p', { textContent: 'The email with the user ID leads here, to the login screen of the front end.' }),
    japanese('利用者IDのお知らせメールから、ログイン画面へ移動します。'),
    element('p', { className: 'row' }, playground('Open the login in the playground', 'logIn')),
  ];
}

function showForgotPassword() {
  setTitle(['Forgotten password', 'パスワードを忘れた場合']);
  return [
    element('p', { textContent: 'Emails about the password lead here, to the screen of the front end that asks for the user ID and email address and sends a link.' }),
    japanese('パスワードに関するメールから、利用者IDとメールアドレスの入力画面へ移動します。'),
    element('p', { className: 'row' }, playground('Request a link in the playground', 'requestPasswordReset')),
  ];
}

function showCheck() {
  setTitle(['Check of a certificate', '認定証明書の確認']);
  const printed = new URLSearchParams(location.hash.slice(1));
  const variables = { certificateNumber: printed.get('number') ?? '', code: printed.get('code') ?? '' };
  return [
    element('p', {
      textContent:
        'The address printed on a certificate leads here, with its number and code. Anyone who has the print can see ' +
        'whether it is real and not cancelled, without a login. The owner sees in the activity of the account that it was checked.',
    }),
    japanese('証明書に印刷されたアドレスから、番号とコードを使って、証明書が有効かどうかをだれでも確認できます。'),
    element('p', { className: 'row' }, playground('Check it in the playground', 'certificateCheck', { variables })),
  ];
}

const CONSTANT = {
  '/receipts': showReceipts,
  '/login': showLogIn,
  '/forgot-password': showForgotPassword,
  '/check': showCheck,
};

function showNothing() {
  return [
    element('p', { textContent: 'This address contains no token. Open the complete link from the email, including the part after “#”.' }),
    japanese('トークンがありません。メールのリンク全体を開いてください。'),
    element('p', { className: 'row' }, element('a', { className: 'button', href: '/mailbox', textContent: 'Mailbox' })),
  ];
}

function path() {
  return location.pathname.replace(/\/$/, '');
}

async function show() {
  const token = new URLSearchParams(location.hash.slice(1)).get('t');
  const fallback = CONSTANT[path()] ?? showNothing;
  try {
    byId('link').replaceChildren(...(token ? await showToken(token) : fallback()));
  } catch (error) {
    byId('link').replaceChildren(
      element('p', { className: 'error', textContent: `The link could not be checked: ${error.message}` }),
      japanese('リンクを確認できませんでした。'));
  }
}

// Another link opened over this page changes the fragment only.
addEventListener('hashchange', show);
show();
