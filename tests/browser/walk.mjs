// Every step of both playgrounds, in order, from an empty database: an applicant registers, an officer issues a
// certificate, its receipt is registered, and so on to the end of both lists. Usage: node walk.mjs BASE OFFICERS_BASE
import assert from 'node:assert/strict';
import { Playground, followLink, openBrowser, openMail } from './pages.mjs';

const [base, officersBase] = process.argv.slice(2);
const { browser, context, complaints } = await openBrowser();

/** Whose address the steps of the registration have. */
const JOHN = 'john.doe@example.com';
/** The playground of the applicants, and what came of the steps so far. */
let playground;
const ran = {};

/** Takes the newest link of a kind; the page before makes way for the one that it opens. */
async function follow(kind, to) {
  const { page } = playground;
  playground = await followLink(context, base, kind, to);
  await page.close();
}

/** An officer issues a certificate to the new user, and its mail arrives. */
async function haveCertificateIssued() {
  playground = await playground.goOver('Officers');
  await playground.step('logIn');
  const certificate = {
    userId: ran.completeRegistration.completeRegistration.userId,
    certificateNumber: 'STORY-0001',
    holderName: 'JOHN DOE',
    nationality: 'Canada',
    sex: 'MALE',
    birthDate: '1990-04-01',
    statusOfResidence: 'Student',
    periodOfStay: '1 year 3 months',
    issuedOn: 'YYYY-MM-DD', // the playground puts in the day
    issuingBureau: 'Tokyo Regional Immigration Services Bureau',
  };
  playground = await playground.openWith('issueCertificates', { input: { certificates: [certificate] } });
  const { results } = (await playground.step('issueCertificates')).issueCertificates;
  assert.deepEqual([results[0].isNew, results[0].errors], [true, []]);
  await (await openMail(context, base, 'CERTIFICATE', JOHN)).close();
  playground = await playground.goOver('Applicants');
}

/** Says that one's address was changed by somebody else: every session ends, and only a reset opens the account. */
async function comeBackAfterDisavowing() {
  const userId = ran.completeRegistration.completeRegistration.userId;
  const input = { userId, email: JOHN };
  playground = await playground.openWith('requestPasswordReset', { input });
  await playground.step('requestPasswordReset');
  await follow('PASSWORD_RESET_LINK', JOHN);
  await playground.step('completePasswordReset');
  await playground.step('logIn');
}

/** Lets time pass by the clock. */
async function wait(advance) {
  const moved = await context.request.post(`${base}/clock`, { data: { advance } });
  assert.equal(moved.status(), 200);
}

/** What a person does before a step, as its comment says. */
const BEFORE = {
  emailLink: () => follow('REGISTRATION_LINK', JOHN),
  receipts: haveCertificateIssued,
  completePasswordReset: () => follow('PASSWORD_RESET_LINK', 'houmu.taro@uketori.example'),
  myPage: () => playground.step('logIn'),
  completeEmailChange: () => follow('EMAIL_CHANGE_LINK', 'taro@new.uketori.example'),
  disavowChange: () => follow('EMAIL_CHANGE_NOTICE', JOHN),
  changePassword: comeBackAfterDisavowing,
  closeAccount: () => wait('PT6M'), // an account changes five times in short order, and then ten times an hour
  setFirstPassword: () => follow('FIRST_PASSWORD_LINK', 'houmu.hanako@example.com'),
  changeAddress: () => playground.step('logIn'),
};
/**
 * Officers' steps that take a one-time code. Each code works once, and the clock stands still: where the current codes
 * have been used, the page moves the clock on when the step is run, and says so.
 */
const WITH_A_CODE = ['logIn', 'renewRecoveryCodes', 'completeEnrolment', 'logInAsColleague', 'changePassword', 'logInAnew'];
/** The one step whose example is to be replaced by hand: this browser has no second session that it could end. */
const DIFFERENT = { endSession: { expected: ['NOT_FOUND'], unfilled: 'PASTE-AN-ID-HERE' } };

const start = await context.newPage();
await start.goto(base);
await start.locator('.door', { hasText: 'Every step of both manuals' }).click();
playground = await Playground.of(start);
for (const name of await playground.steps()) {
  await BEFORE[name]?.();
  ran[name] = await playground.step(name, DIFFERENT[name]);
}

const { userId } = ran.completeRegistration.completeRegistration;
assert.equal(ran.emailLink.emailLink.state, 'OPEN');
assert.equal(ran.logIn.logIn.viewer.userId, userId, 'the new user ID is put into the login');
assert.equal(ran.receipts.viewer.receipts.items[0].certificateNumber, 'STORY-0001');
const { receipt } = ran.registerReceipt.registerReceipt;
assert.deepEqual([receipt.certificateNumber, receipt.status], ['STORY-0001', 'REGISTERED']);
assert.equal(ran.disavowChange.disavowChange.completed, true);

const officers = await (await playground.goOver('Officers')).openWith('me', {});
const movedOn = [];
for (const name of await officers.steps()) {
  await officers.step(name, { isFilledWhenRun: WITH_A_CODE.includes(name) });
  const said = officers.page.locator('.result-window', { hasText: 'the playground moved it on by' });
  if (WITH_A_CODE.includes(name) && (await said.count())) movedOn.push(name);
}
assert.ok(movedOn.includes('logInAnew'), `the third code of the colleague: ${movedOn}`);

await browser.close();
assert.deepEqual(complaints, []);
console.log(`${Object.keys(ran).length} steps of applicants, and those of officers, on ${base} and ${officersBase}`);
