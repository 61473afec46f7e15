// What makes the playground pleasant: a telephone's width, the keyboard alone, the descriptions, the language.
// Usage: node comforts.mjs BASE OFFICERS_BASE
import assert from 'node:assert/strict';
import { Playground, openBrowser, until } from './pages.mjs';

const [base, officersBase] = process.argv.slice(2);
const complaints = [];

/** Tells a story in a browser of its own. */
async function story(options, tell) {
  const opened = await openBrowser(options);
  const page = await opened.context.newPage();
  await tell(page);
  await opened.browser.close();
  complaints.push(...opened.complaints);
}

/** Whether the keys go to the operation's editor or to its frame, which Enter leads into. */
const isIn = (page, part) =>
  page.evaluate((selector) => document.activeElement.matches(`.graphiql-query-editor ${selector}`), part);
const [FRAME, EDITOR] = ['.graphiql-editor', '.monaco-editor *'];

/** Presses Tab until something is so. */
async function tabUntil(page, isSo, what) {
  for (let presses = 0; !(await isSo()); presses += 1) {
    assert.ok(presses < 120, `${what} is not reached`);
    await page.keyboard.press('Tab');
  }
}

for (const address of [base, officersBase]) {
  // A telephone: nothing is wider than the screen, and the list makes way for the step that was chosen.
  await story({ viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true }, async (page) => {
    await page.goto(`${address}/graphiql`);
    const playground = await Playground.of(page);
    const width = () => page.evaluate(() => document.documentElement.scrollWidth);
    await until(async () => (await width()) === 390, 'nothing is wider than the screen');
    await page.getByRole('button', { name: 'Show Steps' }).tap();
    await page.locator('.uketori-steps button[title="logIn"]').tap();
    await page.locator('.uketori-steps').waitFor({ state: 'detached' });
    await page.locator('.graphiql-tab-active', { hasText: 'logIn' }).waitFor();
    await playground.filled();
    const { logIn } = await playground.run('logIn');
    assert.deepEqual(logIn.errors, []);
    const isInView = ({ height, y }) => height > 150 && y + height <= 844;
    await until(async () => isInView(await page.locator('.graphiql-response').boundingBox()), 'the answer is in view');
  });
}

// The keyboard alone: from the list into the editors, to run, and out again.
await story({}, async (page) => {
  await page.goto(`${base}/graphiql`);
  const playground = await Playground.of(page);
  const step = page.locator('.uketori-steps button[title="procedures"]');
  await tabUntil(page, () => step.evaluate((button) => button === document.activeElement), 'the list');
  await page.keyboard.press('Enter');
  await page.locator('.graphiql-tab-active', { hasText: 'procedures' }).waitFor();
  await tabUntil(page, () => isIn(page, FRAME), 'the editor');
  await page.keyboard.press('Enter');
  await until(() => isIn(page, EDITOR), 'Enter leads into the editor');
  assert.ok((await playground.run('procedures', () => page.keyboard.press('Control+Enter'))).procedures.length > 0);
  await page.keyboard.press('Tab');
  await until(async () => !(await isIn(page, EDITOR)), 'the editor lets one go');
});

// The descriptions, and the language of the answers.
await story({ colorScheme: 'dark' }, async (page) => {
  const wrong = { tab: 'logIn', variables: { input: { userId: 'abcde00000', password: 'Wrong-2025=hana' } } };
  await page.goto(`${base}/graphiql#${encodeURIComponent(JSON.stringify(wrong))}`);
  const playground = await Playground.of(page);
  await page.getByLabel('Accept-Language').selectOption('日本語');
  const { logIn } = await playground.run('logIn');
  assert.match(logIn.errors[0].message, /[ぁ-ん]/);
  await page.getByRole('button', { name: 'Show Documentation Explorer' }).click();
  const docs = page.locator('.graphiql-doc-explorer');
  await docs.getByRole('link', { name: 'Mutation', exact: true }).click();
  await docs.getByRole('link', { name: 'registerReceipt', exact: true }).click();
  await docs.getByText('Register Receipt', { exact: false }).first().waitFor();
  await docs.getByRole('link', { name: 'RegisterReceiptPayload', exact: true }).click();
  await docs.getByText('The errors; empty on success.').waitFor();
});

assert.deepEqual(complaints, []);
