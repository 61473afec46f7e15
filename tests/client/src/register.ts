// The first half: from an address to a user ID, by the form of 2025.
// Usage: node built/src/register.js URL; prints {"userId": …, "email": …}.
import { randomUUID } from 'node:crypto';
import {
  CompleteRegistrationDocument,
  EmailLinkDocument,
  ProceedToConfirmationDocument,
  StartRegistrationDocument,
  WelcomeDocument,
  type CompleteRegistrationInput,
} from '../generated/graphql.js';
import { Client, textsByField } from './client.js';
import { expect, mailTo, succeeded, tokenOf } from './journey.js';

const [base] = process.argv.slice(2);
expect(base !== undefined, 'the address of a server is given');
const client = new Client(base, 'ja');
const email = `client-${Date.now()}@example.com`;
const password = 'Tsubaki-2025=hana';

// What the first screen shows, and what its forms go by.
const { termsOfUse, registrationRules, userTypes } = await client.run(WelcomeDocument, {});
expect(password.length >= registrationRules.password.minLength, 'the password is long enough');
expect(new RegExp(`^(?:${registrationRules.email.pattern})$`, 'u').test(email), 'the address has its form');
const [choice] = userTypes.filter(({ flow }) => flow === 'BY_EMAIL_LINK');
expect(choice !== undefined, 'there is a user type to choose');

// An address that differs from its confirmation: the text belongs to that field, in the language asked for.
const request = { email, agreedTermsVersion: termsOfUse.version, language: 'JA' as const };
const differing = { ...request, emailConfirmation: 'someone.else@example.com' };
const refused = await client.run(StartRegistrationDocument, { input: differing });
const texts = textsByField(refused.startRegistration.errors);
expect(/[ぁ-ん]/.test(texts.get('emailConfirmation')?.[0] ?? ''), 'the field has a text in Japanese');

const input = { ...request, emailConfirmation: email, idempotencyKey: randomUUID() };
const started = await client.run(StartRegistrationDocument, { input });
expect(succeeded(started.startRegistration).sentTo === email, 'the mail goes to the address');

// The link in the mail: what it is for, then the form behind it.
const token = tokenOf(await mailTo(client, email, 'REGISTRATION_LINK'));
const { emailLink } = await client.run(EmailLinkDocument, { token });
expect(emailLink.state === 'OPEN' && emailLink.purpose === 'REGISTRATION', 'the link is open');
expect(emailLink.email === email, 'the form shows the address');

const form: CompleteRegistrationInput = {
  token,
  type: choice.type,
  name: 'JOHN DOE',
  phoneNumber: '03-1234-5678',
  password,
  passwordConfirmation: password,
};
const wrong = { ...form, name: '', password: 'short', validateOnly: true };
const checked = await client.run(ProceedToConfirmationDocument, { input: wrong });
const fields = [...textsByField(checked.completeRegistration.errors).keys()];
for (const field of ['name', 'password']) expect(fields.includes(field), `${field} is refused with all others`);

const confirmed = await client.run(ProceedToConfirmationDocument, { input: { ...form, validateOnly: true } });
const { confirmation } = succeeded(confirmed.completeRegistration);
expect(confirmation?.phoneNumber === '0312345678', 'the confirmation shows what will be stored');

const completed = await client.run(CompleteRegistrationDocument, { input: form });
const { userId } = succeeded(completed.completeRegistration);
expect(typeof userId === 'string', 'there is a user ID');
expect((await mailTo(client, email, 'USER_ID_ISSUED')).text.includes(userId), 'the user ID comes by mail');

console.log(JSON.stringify({ userId, email }));
