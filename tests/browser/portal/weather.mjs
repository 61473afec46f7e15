// Bad weather: no connection, a busy system, one that does not work, a chunk or texts that are missing, no JavaScript.
// Usage: node weather.mjs BASE
import assert from 'node:assert/strict';
import { Visitor } from './screen.mjs';

const visitor = await Visitor.of(process.argv[2]);
const { page, context } = visitor;
const answer = (status, code, headers) => (route) =>
  route.fulfill({
    status,
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify({ errors: [{ message: 'Please wait a while.', extensions: { code } }] }),
  });

// Offline while sending: what was typed stays, and the same button sends it later.
await visitor.open('/forgot-user-id');
await visitor.fill({ email: 'a@example.com', name: 'A B' });
await context.setOffline(true);
await visitor.press('Complete');
await visitor.says('There is no connection to the system.');
await visitor.look('offline');
assert.equal(await page.locator('#field-email').inputValue(), 'a@example.com');
await context.setOffline(false);
await visitor.press('Complete');
await visitor.at('The email is on its way');

// Too many requests: the button counts down.
await visitor.open('/forgot-password');
await page.route('**/graphql', answer(429, 'RATE_LIMITED', { 'retry-after': '3' }));
await visitor.press('Complete');
await page.getByRole('button', { name: /Please wait [23] seconds/ }).waitFor();
await visitor.look('busy');
await page.getByRole('button', { name: 'Complete' }).waitFor();
await page.unroute('**/graphql');

// The system does not work: the page says so, and names the help desk and the request.
await page.route('**/graphql', answer(503, 'SERVICE_UNAVAILABLE', { 'x-request-id': 'request-1' }));
await visitor.open('/receipts');
await visitor.at('The system is not available');
await visitor.says('request-1');
await visitor.look('not available');
await page.unroute('**/graphql');
await visitor.press('Try again');
await visitor.at('User Login');

// A page of an older build.
await page.route('**/graphql', answer(404, 'PERSISTED_QUERY_NOT_FOUND'));
await visitor.press('Login');
await visitor.says('This page has been renewed.');
await page.unroute('**/graphql');

// A chunk, and the texts of a language, that cannot be loaded.
await page.route('**/visiting-*.js', (route) => route.abort());
await visitor.open('/about');
await visitor.says('This part of the portal could not be loaded.');
await visitor.look('a missing chunk');
await page.unroute('**/visiting-*.js');
await page.route('**/*.ftl', (route) => route.abort());
await page.locator('.language select').selectOption('ko');
await page.waitForFunction(() => document.querySelector('.language select').value === 'en');
await page.goto(visitor.base);
await page.locator('.failed .late').waitFor();
await page.unroute('**/*.ftl');

// No JavaScript: eight languages name the help desk.
const still = await visitor.browser.newContext({ javaScriptEnabled: false });
const bare = await still.newPage();
await bare.goto(visitor.base);
assert.equal(await bare.locator('.noscript p').count(), 8);

const expected = /Failed to load resource|ERR_FAILED/;
visitor.complaints.splice(0, Infinity, ...visitor.complaints.filter((one) => !expected.test(one)));
await visitor.close();
