// Every screen that needs no link, in eight languages and both widths: nothing is cut off, and nothing is left in English.
// Usage: node languages.mjs BASE
import assert from 'node:assert/strict';
import { Visitor } from './screen.mjs';

const TAGS = ['ja', 'zh-Hans', 'zh-Hant', 'ko', 'es', 'vi', 'tl'];
const FORMS = ['/login', '/forgot-user-id', '/forgot-password', '/counter-registration'];
const PAGES = ['/', '/notices', '/procedures', '/about', '/nowhere', '/register', '/check'];
const PRIVATE = ['/receipts', '/my-page', '/my-page/details', '/my-page/email', '/my-page/password', '/my-page/data'];
/** Words that stand in every sentence of English, and in no other of these languages. */
const ENGLISH = /\b(the|your|have|been|please|with)\b/i;

const visitor = await Visitor.of(process.argv[2]);
const { page } = visitor;

async function everyLanguage(path) {
  for (const tag of TAGS) {
    await visitor.speak(tag);
    await page.waitForLoadState('networkidle');
    await visitor.look(`${path} in ${tag}`, { withAxe: false });
    const text = await page.evaluate(() => `${document.title}\n${document.querySelector('main').innerText}`);
    assert.doesNotMatch(text, ENGLISH, `${path} in ${tag}`);
  }
  await visitor.speak('en');
}

for (const path of PAGES) {
  await visitor.open(path);
  await everyLanguage(path);
}
for (const path of FORMS) {
  await visitor.open(path);
  await page.locator('form button.key').click();
  await page.locator('.faults').waitFor();
  await everyLanguage(path);
}
await visitor.logIn();
// The account's language is not changed with each switch, which has a limit.
await page.route('**/graphql', (route) =>
  route.request().postData()?.includes('ChangePreferences') ? route.abort() : route.continue(),
);
for (const path of PRIVATE) {
  await visitor.open(path);
  await everyLanguage(path);
}
visitor.complaints.splice(0, Infinity, ...visitor.complaints.filter((one) => !one.includes('ERR_FAILED')));
await visitor.close();
