// Login, receipt, the session's end by the manual clock, and the tabs that know of each other.
// Usage: node session.mjs BASE, with a server whose clock is manual
import assert from 'node:assert/strict';
import { DEMO, PASSWORD, Visitor } from './screen.mjs';

const visitor = await Visitor.of(process.argv[2]);
const { page } = visitor;

// The link of the certificate's email leads to the login, and from there to the list.
await visitor.open('/receipts');
await visitor.at('User Login');
await visitor.press('Login');
await page.locator('.faults:focus').waitFor();
await visitor.look('login with faults');
await visitor.fill({ userId: DEMO.userId, password: 'Wrong-2025=hana' });
await visitor.press('Login');
await visitor.says('This could not be carried out');
await visitor.fill({ password: PASSWORD });
await visitor.press('Login');
await visitor.at('Receipt registrationList');
await page.locator('.receipts').waitFor();
await visitor.look('the list');

// Only the certificates that wait for their registration, then all again.
await page.locator('.switch button').last().click();
await page.waitForURL(/status=waiting/);
await page.locator('.receipts tbody tr:not(:has(button))').first().waitFor({ state: 'detached' });
await page.locator('.receipts').waitFor();
await page.locator('.switch button').first().click();
await page.waitForURL((url) => !url.search.includes('waiting'));
await page.locator('.switch button[aria-pressed=true]', { hasText: 'All' }).waitFor();
await page.locator('.receipts').waitFor();

const button = page.locator('.receipts button').first();
const number = (await button.innerText()).match(/DEMO-\d+/)[0];
await button.click();
await visitor.at('Receipt registration confirmation');
await visitor.look('the confirmation');
await visitor.press('Register Receipt');
await visitor.says(`The receipt of ${number} has been registered.`);
await page.locator(`#receipt-${number}:focus`).waitFor();
await page.goBack();
await visitor.at('This operation is not valid');

// The warning: "OK" for three more hours, "Cancel" for none.
await visitor.open('/receipts');
await page.locator('.receipts').waitFor();
await visitor.advance('PT2H51M');
await page.locator('dialog').waitFor();
await visitor.look('the warning');
await visitor.press('OK');
await page.locator('dialog').waitFor({ state: 'detached' });
await visitor.advance('PT2H51M');
await page.locator('dialog').waitFor();
await page.keyboard.press('Escape');
await visitor.says('You will be logged out automatically at');
await visitor.advance('PT10M');
await visitor.says('You have been logged out automatically because there was no activity');
assert.equal(await page.getByText(number).count(), 0, 'nothing private is left');

// One tab logs out, and the other follows.
await visitor.logIn();
const other = await visitor.context.newPage();
await other.goto(`${visitor.base}/my-page`);
await other.getByRole('heading', { name: 'My page' }).waitFor();
await visitor.open('/logout');
await visitor.press('Logout');
await visitor.says('You have logged out.');
await other.getByRole('heading', { name: 'User Login' }).waitFor();
await other.close();

// A sensitive change some time after the login asks for the password.
await visitor.logIn();
await visitor.advance('PT20M');
await visitor.open('/my-page/password');
await visitor.fill({ password: PASSWORD, passwordConfirmation: PASSWORD });
await visitor.press('Change');
await page.locator('dialog').waitFor();
await visitor.look('the question for the password');
await visitor.fill({ currentPassword: PASSWORD });
await visitor.press('Continue');
await visitor.at('UserChange Completed');
await visitor.open('/my-page/security');
await visitor.says('Password changed');

const kept = await page.evaluate(() => JSON.stringify([{ ...localStorage }, { ...sessionStorage }, document.cookie]));
assert.doesNotMatch(kept, /hana|hdlpf|HOUMU|token/i);
await visitor.close();
