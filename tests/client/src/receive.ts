// The second half, when the bureau has sent the certificate: log in, the list, the registration of receipt, log out.
// Usage: node built/src/receive.js URL USER-ID EMAIL CERTIFICATE-NUMBER
import {
  LogInDocument,
  LogOutDocument,
  ReceiptsDocument,
  RegisterReceiptDocument,
  SessionStatusDocument,
} from '../generated/graphql.js';
import { Client, RequestError } from './client.js';
import { expect, mailTo, succeeded } from './journey.js';

const [base, userId, email, certificateNumber] = process.argv.slice(2);
expect(base && userId && email && certificateNumber, 'four arguments are given');
const client = new Client(base, 'en');
const credentials = { userId, password: 'Tsubaki-2025=hana', delivery: 'BEARER' as const };

// A wrong password first: which error it is decides what the screen offers.
const wrong = { ...credentials, password: 'Tsubaki-2025=hanb' };
const { logIn: refused } = await client.run(LogInDocument, { input: wrong });
const [error] = refused.errors;
expect(error?.__typename === 'InvalidCredentialsError', 'the password is wrong');
expect(error.hint === null, 'and one attempt locks nothing'); // `hint` is there by the error's type

const { logIn } = await client.run(LogInDocument, { input: credentials });
const { accessToken, viewer, sessionStatus } = succeeded(logIn);
expect(typeof accessToken === 'string' && viewer?.userId === userId && sessionStatus, 'an app gets a token');
const left = Date.parse(sessionStatus.warnAt) - Date.parse(sessionStatus.now);
expect(left > 2 * 3_600_000, 'the warning is more than two hours away');
client.accessToken = accessToken;

// The certificate is listed once its mail was sent.
await mailTo(client, email, 'CERTIFICATE');
const list = await client.run(ReceiptsDocument, {});
const receipts = list.viewer?.receipts;
expect(receipts?.pageInfo.totalItems === 1, 'one certificate was sent');
const [row] = receipts.items;
expect(row?.certificateNumber === certificateNumber && row.status === 'NOT_REGISTERED', 'it waits for its receipt');

for (const time of ['the first time', 'again']) {
  const answer = await client.run(RegisterReceiptDocument, { input: { certificateNumber } });
  const { receipt } = succeeded(answer.registerReceipt);
  expect(receipt?.status === 'REGISTERED' && receipt.registeredAt, `receipt is registered ${time}`);
}
const page = await client.run(ReceiptsDocument, { page: 1, perPage: 20, asOf: receipts.asOf });
expect(page.viewer?.receipts.items[0]?.status === 'REGISTERED', 'the list shows it');

const unknown = await client.run(RegisterReceiptDocument, { input: { certificateNumber: 'TEST25-999999' } });
expect(unknown.registerReceipt.errors[0]?.__typename === 'NotFoundError', 'nobody else has one either');

const { logOut } = await client.run(LogOutDocument, {});
succeeded(logOut);
const { sessionStatus: over } = await client.run(SessionStatusDocument, {});
expect(over?.endReason === 'LOGGED_OUT', 'the session is over, and says why');
const late = await client.run(RegisterReceiptDocument, { input: { certificateNumber } });
expect(late.registerReceipt.errors[0]?.code === 'SESSION_EXPIRED', 'a token that is no longer good says so');

// A request that is wrong as such is no data: it has a code of its own, and a number for the operators.
client.accessToken = 'not a token';
const failure: unknown = await client.run(SessionStatusDocument, {}).catch((reason: unknown) => reason);
expect(failure instanceof RequestError && failure.code === 'UNAUTHENTICATED', 'the header is malformed');
expect(/^[\w-]{36}$/.test(failure.requestId), 'the request has a number');

console.log('received');
