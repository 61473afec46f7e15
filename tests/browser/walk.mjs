// Both playgrounds from an empty database to the end of their lists, by "Next step" and the run button alone: every step
// answers what its note says. Usage: node walk.mjs BASE OFFICERS_BASE WIDTH CLOCK
import assert from 'node:assert/strict';
import { Playground, openBrowser } from './pages.mjs';

const [base, officersBase, width, clock] = process.argv.slice(2);
const SCREENS = {
  1280: { viewport: { width: 1280, height: 860 } },
  390: { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true },
};
const JOHN = 'john.doe@example.com';
const HANAKO = 'houmu.hanako@example.com';

/** What the notes of applicants' steps promise, of the step's data and of what earlier steps returned. */
const APPLICANTS = {
  welcome: ({ termsOfUse, registrationRules }) => termsOfUse.version && registrationRules.password.minLength === 10,
  site: ({ site }) => site.title && site.helpDeskPhone,
  notices: ({ notices }) => notices.items.length > 0,
  pastNotices: ({ notices }) => notices.items[0].isOriginal,
  procedures: ({ procedures }) => procedures.length > 0,
  startRegistration: (data) => data.startRegistration.sentTo === JOHN,
  emailLink: ({ emailLink }) => emailLink.state === 'OPEN' && emailLink.purpose === 'REGISTRATION',
  proceedToConfirmation: (data) => data.completeRegistration.confirmation.name === 'JOHN DOE',
  completeRegistration: (data) => data.completeRegistration.userId,
  logIn: ({ logIn }, ran) => logIn.viewer.userId === ran.completeRegistration.completeRegistration.userId,
  receipts: ({ viewer }) => viewer.receipts.items.length === 1 && viewer.receipts.items[0].status !== 'REGISTERED',
  registerReceipt: (data) => data.registerReceipt.receipt.status === 'REGISTERED' && data.registerReceipt.receipt.registeredAt,
  certificateCheck: ({ certificateCheck }) => certificateCheck.check.status === 'REGISTERED',
  sessionStatus: ({ sessionStatus }) => sessionStatus.warnAt < sessionStatus.expiresAt,
  extendSession: (data) => Date.parse(its(data, 'expiresAt')) - Date.parse(its(data, 'now')) > 10_790_000,
  logInWithApp: ({ logIn }) => logIn.accessToken && logIn.deviceToken,
  sessions: ({ viewer }) => viewer.sessions.length === 2,
  endSession: ({ endSession }) => endSession.viewer.sessions.length === 1,
  endOtherSessions: (data) => data.endOtherSessions.viewer.sessions[0].isCurrent,
  myPage: ({ viewer }) => viewer.name === 'JOHN DOE',
  changeContactDetails: (data) => data.changeContactDetails.viewer.phoneNumber === '0698765432',
  changePreferences: (data) => data.changePreferences.viewer.preferences.language === 'VI',
  changePassword: (data) => data.changePassword.viewer.userId,
  exportData: (data) => data.exportData.json.includes(JOHN),
  activity: ({ viewer }) => viewer.activity.items.some(({ action }) => action === 'CERTIFICATE_CHECKED'),
  startEmailChange: (data) => data.startEmailChange.sentTo === 'john@new.uketori.example',
  completeEmailChange: (data) => data.completeEmailChange,
  disavowChange: (data) => data.disavowChange,
  requestUserId: (data) => data.requestUserId,
  requestPasswordReset: (data) => data.requestPasswordReset,
  completePasswordReset: (data) => data.completePasswordReset,
  logInWithNewPassword: ({ logIn }, ran) => logIn.viewer.userId === ran.logIn.logIn.viewer.userId,
  closeAccount: (data) => data.closeAccount,
  prefectures: ({ prefectures }) => prefectures.length === 47,
  municipalities: ({ municipalities }) => municipalities.length > 100,
  confirmCounterApplicant: (data) => data.registerCounterApplicant.stepToken,
  registerCounterApplicant: (data) => data.registerCounterApplicant.sentTo === HANAKO,
  setFirstPassword: (data, ran) => data.setFirstPassword.userId === ran.registerCounterApplicant.registerCounterApplicant.userId,
  logInAtCounter: ({ logIn }, ran) => logIn.viewer.userId === ran.setFirstPassword.setFirstPassword.userId,
  changeAddress: (data) => data.changeContactDetails.viewer.address.street.length > 0,
  reauthenticate: (data) => its(data, 'expiresAt'),
  startSecondEmailChange: (data) => data.startEmailChange.sentTo === 'hanako@new.uketori.example',
  withdrawEmailChange: (data) => data.withdrawEmailChange.viewer.pendingEmail === null,
  logOut: (data) => data.logOut,
};

/** Steps whose email has a token, or whose page has issued a certificate: the response says so. */
const NOTES = {
  startRegistration: 'The email has arrived',
  receipts: 'This trial has issued the certificate',
  startEmailChange: 'The email has arrived',
  requestPasswordReset: 'The email has arrived',
  registerCounterApplicant: 'The email has arrived',
};

/** The same of officers' steps; what is not named here has only to succeed. `its` finds a field wherever it is. */
const OFFICERS = {
  logIn: (data) => its(data, 'roles').length > 0,
  accounts: (data) => its(data, 'accounts').items.length === 1,
  issueCertificates: (data) => its(data, 'results')[0].isNew,
  issueSeveral: (data) => {
    const [first, second, third] = its(data, 'results');
    return first.isNew && second.errors.length > 0 && !third.isNew && third.errors.length === 0;
  },
  cancelCertificate: (data) => its(data, 'certificate').status === 'CANCELLED',
  failedMails: (data) => its(data, 'mails').items[0].failure.reason === 'SUPPRESSED',
  dropMails: (data) => its(data, 'mails')[0].state === 'CANCELLED',
  unlockAccount: (data) => its(data, 'account').lockedUntil === null,
  correctAccount: (data) => its(data, 'account').name === 'MARIA SANTOS',
  closeAccount: (data) => its(data, 'account').closedAt,
  publishNotice: (data) => its(data, 'notice').id,
  changeNotice: (data) => its(data, 'notice').version === 2,
  withdrawNotice: (data) => its(data, 'notice').state === 'WITHDRAWN',
  createOfficer: (data) => its(data, 'officer').roles.length === 0,
  completeEnrolment: (data) => its(data, 'recoveryCodes').length > 0,
  inviteOfficer: (data) => its(data, 'enrolmentCode'),
  audit: (data) => its(data, 'audit').items.length > 0,
};

/** The value of the first field of this name, at any depth. */
function its(data, field) {
  if (data === null || typeof data !== 'object') return undefined;
  if (field in data) return data[field];
  return Object.values(data).map((member) => its(member, field)).find((found) => found !== undefined);
}

/** Officers' steps that take a one-time code, which the page gets when they are run. */
const WITH_A_CODE = ['logIn', 'renewRecoveryCodes', 'completeEnrolment', 'logInAsColleague', 'changePassword', 'logInAnew'];

/** Runs the open step and each one after it. */
async function walk(playground, promised, notes, { withACode = [] } = {}) {
  const ran = {};
  for (let name = await playground.current(); name; name = await playground.next()) {
    if (!withACode.includes(name)) await playground.filled();
    const data = await playground.run(name);
    const errors = Object.values(data).flatMap((payload) => payload?.errors ?? []);
    assert.deepEqual(errors, [], name);
    ran[name] = data;
    assert.ok((promised[name] ?? Object)(data, ran), `${name} does not answer what its note says: ${JSON.stringify(data)}`);
    if (notes[name]) assert.ok((await playground.note()).includes(notes[name]), `${name} says: ${await playground.note()}`);
  }
  return ran;
}

const { browser, context, complaints } = await openBrowser(SCREENS[width]);
const page = await context.newPage();
await page.goto(`${base}/graphiql`);
const ran = await walk(await Playground.of(page), APPLICANTS, NOTES);
assert.deepEqual(Object.keys(ran), Object.keys(APPLICANTS), 'every step, in the order of the manuals');
assert.equal(Object.keys(ran).at(-1), 'logOut');

const office = await context.newPage();
await office.goto(`${officersBase}/graphiql`);
const waited = { logInAnew: clock === 'manual' ? 'the playground moved it on by' : 'The playground waited for the next one' };
const day = await walk(await Playground.of(office), OFFICERS, waited, { withACode: WITH_A_CODE });
assert.deepEqual(Object.keys(OFFICERS).filter((name) => !(name in day)), []);
assert.equal(Object.keys(day).at(-1), 'logOut');

await browser.close();
assert.deepEqual(complaints, []);
console.log(`${Object.keys(ran).length} steps of applicants, ${Object.keys(day).length} of officers`);
