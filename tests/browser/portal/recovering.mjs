// A forgotten user ID and password, a change of the email address and its undoing, and links that are too old.
// Usage: node recovering.mjs BASE, with a server whose clock is manual
import assert from 'node:assert/strict';
import { DEMO, PASSWORD, Visitor } from './screen.mjs';

const visitor = await Visitor.of(process.argv[2]);
const { page } = visitor;
const stamp = Date.now().toString(36);

await visitor.open('/login');
await page.getByRole('link', { name: 'Click here if you forgot your user ID' }).click();
await visitor.at('Email Address Input (User ID Notification)');
await visitor.fill({ email: 'nobody@example.com', name: 'nobody' });
await visitor.look('forgotten user ID');
await visitor.press('Complete');
await visitor.at('The email is on its way');
await visitor.look('the email with the user ID');

async function reset() {
  await visitor.open('/forgot-password');
  await visitor.at('User ID Input (Password Reset)');
  await visitor.fill(DEMO);
  await visitor.press('Complete');
  await visitor.at('The email is on its way');
  await visitor.open(await visitor.link(DEMO.email, 'reset-password'));
  await visitor.at('Password Reset');
  await visitor.fill({ password: PASSWORD, passwordConfirmation: PASSWORD });
  await visitor.look('the new password');
  await visitor.press('Set password');
  await visitor.at('The new password has been set');
  await visitor.says(DEMO.userId);
  await visitor.look('the new password is set');
}
await reset();

// The telephone number: input, confirmation, completion.
await visitor.logIn();
await visitor.open('/my-page/other');
await visitor.fill({ phoneNumber: '12' });
await visitor.press('Proceed to Confirmation');
await page.locator('.faults').waitFor();
await visitor.look('a telephone number with a fault');
await visitor.fill({ phoneNumber: '0612345678' });
await visitor.press('Proceed to Confirmation');
await visitor.at('UserChange confirmation');
await visitor.says('0612345678');
await visitor.press('Change');
await visitor.at('UserChange Completed');

// The email address: to a new one, and back by the link in the notice to the old one.
const email = `taro.${stamp}@new.example.com`;
await visitor.open('/my-page/email');
await visitor.fill({ email, emailConfirmation: email });
await visitor.look('a new email address');
await visitor.press('Change');
await visitor.at('The email is on its way');
await page.getByRole('link', { name: 'Return to Details' }).click();
await visitor.says(`A change to ${email} is waiting.`);
await visitor.look('a change that waits');
await visitor.open(await visitor.link(email, 'change-email'));
await visitor.press('Change');
await visitor.at('The email address has been changed');
await visitor.look('the email address is changed');
await visitor.open(await visitor.link(DEMO.email, 'not-me'));
await visitor.at('This was not me');
await visitor.look('this was not me');
await visitor.press('This was not me');
await visitor.at('The change has been undone');
await page.locator('.who').waitFor({ state: 'detached' });

// A link that is too old offers a new email.
const late = `late.${stamp}@example.com`;
await visitor.open('/new-registration');
await visitor.press('Agree');
await visitor.fill({ email: late, emailConfirmation: late });
await visitor.press('Register');
await visitor.at('Email Sent (User Registration)');
await visitor.open(await visitor.link(late, 'register'));
await page.locator('.option').first().waitFor();
await visitor.advance('PT25H');
await visitor.press('Proceed to Confirmation');
await visitor.says('This link has expired.');
await visitor.look('an expired link');
assert.equal(await page.getByRole('link', { name: 'Ask for a new email' }).getAttribute('href'), '/new-registration');
await reset();
await visitor.close();
