// The mailbox: search and filters, each view of a mail, the keyboard, a telephone's width, the link of a mail.
// Usage: node mailbox.mjs BASE
import assert from 'node:assert/strict';
import { openBrowser, until } from './pages.mjs';

const [base] = process.argv.slice(2);
const LANGUAGES = ['EN', 'JA', 'KO', 'VI'];
const PHONE = { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true, colorScheme: 'dark' };

/** Somebody who reads this language asks for a link to register. */
async function startRegistration(context, language) {
  const email = `reader.${language.toLowerCase()}@example.com`;
  const input = { email, emailConfirmation: email, agreedTermsVersion: '2026-01', language };
  const query = 'mutation($input:StartRegistrationInput!){startRegistration(input:$input){sentTo}}';
  const answer = await context.request.post(`${base}/graphql`, { data: { query, variables: { input } } });
  assert.equal((await answer.json()).data.startRegistration.sentTo, email);
}

/** Waits until the list has this number of mails. */
const listed = (page, count) => page.waitForFunction((n) => document.querySelectorAll('#mails button').length === n, count);

const desk = await openBrowser();
for (const language of LANGUAGES) await startRegistration(desk.context, language);
const page = await desk.context.newPage();
await page.goto(`${base}/mailbox`);
await listed(page, LANGUAGES.length);

// What is wanted of the list, and nothing of a subject is cut off.
await page.getByLabel('Language').selectOption('Korean');
await listed(page, 1);
await page.getByLabel('Language').selectOption('All languages');
await page.getByLabel('Kind').selectOption('REGISTRATION_LINK');
await page.keyboard.press('/');
await page.keyboard.type('reader.vi@');
await listed(page, 1);
await page.locator('#count', { hasText: `1 of ${LANGUAGES.length} emails` }).waitFor();
await page.locator('#search').fill('');
await listed(page, LANGUAGES.length);
const isWhole = (all) => all.every((one) => one.scrollWidth <= one.clientWidth && one.scrollHeight <= one.clientHeight + 1);
await until(() => page.locator('#mails strong').evaluateAll(isWhole), 'subjects are whole');

// The keyboard: down the list, and back to it.
const buttons = page.locator('#mails button');
await buttons.first().focus();
await page.keyboard.press('ArrowDown');
await until(async () => (await buttons.nth(1).getAttribute('aria-current')) === 'true', 'the second mail is shown');
const subject = await buttons.nth(1).locator('strong').innerText();
await until(async () => (await page.locator('#subject').innerText()) === subject, 'its subject is shown');

// Each view of the mail.
await page.getByText('Source', { exact: true }).click();
await page.locator('#body pre', { hasText: 'Message-ID:' }).waitFor();
await page.getByText('HTML', { exact: true }).click();
await page.frameLocator('#body iframe').locator('a[href*="#t="]').first().waitFor();
await page.getByText('Text', { exact: true }).click();
await page.locator('#body pre a[href*="#t="]').first().waitFor();
await page.keyboard.press('Escape');
await page.locator('#mail').waitFor({ state: 'hidden' });
const isActive = (button) => button === document.activeElement;
await until(() => buttons.nth(1).evaluate(isActive), 'Escape leads back to the list');
await desk.browser.close();

// A telephone: one pane at a time, and the way back is the browser's own.
const phone = await openBrowser(PHONE);
const small = await phone.context.newPage();
await small.goto(`${base}/mailbox`);
await small.locator('#mails button').first().tap();
await small.locator('#mails').waitFor({ state: 'hidden' });
const isNarrow = async () => (await small.evaluate(() => document.documentElement.scrollWidth)) === 390;
await until(isNarrow, 'a mail is no wider than the screen');
await small.goBack();
await small.locator('#mails').waitFor();
await until(isNarrow, 'the list is no wider than the screen');
await small.locator('#mails button').first().tap();
const [landed] = await Promise.all([phone.context.waitForEvent('page'), small.locator('#follow').tap()]);
await landed.locator('.state', { hasText: 'OPEN' }).waitFor();
await phone.browser.close();

assert.deepEqual([...desk.complaints, ...phone.complaints], []);
