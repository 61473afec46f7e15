// What makes the playground pleasant: a telephone's width, the keyboard alone, the descriptions, the language.
// Usage: node comforts.mjs BASE OFFICERS_BASE
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { Playground, followLink, openBrowser, until } from './pages.mjs';

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

/** The rules of WCAG 2.2, levels A and AA, and headings and landmarks. */
const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
const AXE = readFileSync(new URL('node_modules/axe-core/axe.min.js', import.meta.url), 'utf8');

/** Whether a page breaks a rule of axe, as it is now. */
async function accessible(page, what) {
  await page.evaluate(AXE);
  const found = await page.evaluate(async (rules) => {
    const { violations } = await globalThis.axe.run(document, { runOnly: rules });
    return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 200)).join(' ')}`);
  }, RULES);
  assert.deepEqual(found, [], what);
}

/** The run button is below the open list: a tap where it is reaches the list, and runs nothing. */
async function nothingRunsBelow(page) {
  const sent = [];
  const note = (request) => request.url().endsWith('/graphql') && sent.push(request.postData());
  page.on('request', note);
  const { x, y, width, height } = await page.locator('.graphiql-execute-button').boundingBox();
  const [left, top] = [x + width / 2, y + height / 2];
  const isOfTheList = ([x, y]) => Boolean(document.elementFromPoint(x, y)?.closest('.graphiql-plugin'));
  assert.ok(await page.evaluate(isOfTheList, [left, top]), 'the list is above the run button');
  await page.touchscreen.tap(left, top);
  await page.waitForTimeout(500);
  assert.deepEqual(sent, []);
  page.off('request', note);
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
    const steps = page.locator('.uketori-steps');
    const showSteps = async () => {
      if (!(await steps.isVisible())) await page.getByRole('button', { name: 'Show Steps' }).tap();
      await steps.waitFor();
    };
    await showSteps();
    await accessible(page, 'the list of steps');
    await nothingRunsBelow(page);
    await showSteps();
    await page.locator('.uketori-steps button[title="logIn"]').tap();
    await page.locator('.uketori-steps').waitFor({ state: 'detached' });
    await page.locator('.graphiql-tab-active', { hasText: 'LogIn' }).waitFor();
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
  await page.locator('.graphiql-tab-active', { hasText: 'Procedures' }).waitFor();
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

// The link of an email leads to its step, with the token filled in.
{
  const { browser, context, complaints: ofLink } = await openBrowser();
  const page = await context.newPage();
  await page.goto(`${base}/graphiql`);
  const playground = await Playground.of(page);
  await playground.step('startRegistration');
  const linked = await followLink(context, base, 'REGISTRATION_LINK', 'john.doe@example.com');
  assert.equal(await linked.current(), 'proceedToConfirmation');
  const { completeRegistration } = await linked.step('proceedToConfirmation');
  assert.deepEqual(completeRegistration.errors, []);
  await browser.close();
  complaints.push(...ofLink);
}

// Skip link, one heading, one main part, contrast: every page, light and dark, wide and narrow.
for (const colorScheme of ['light', 'dark']) {
  for (const viewport of [{ width: 1280, height: 860 }, { width: 390, height: 844 }]) {
    await story({ colorScheme, viewport }, async (page) => {
      for (const address of [base, officersBase]) {
        await page.goto(`${address}/graphiql`);
        const playground = await Playground.of(page);
        await playground.run(await playground.current()).catch(() => {}); // officers need a login; its answer is shown
        await accessible(page, `the playground of ${address}, ${colorScheme}, ${viewport.width}`);
        await page.locator('.uketori-skip').focus();
        await page.keyboard.press('Enter');
        await until(() => isIn(page, FRAME), 'the skip link leads to the operation');
      }
      for (const path of ['/', '/mailbox', '/mailbox/previews', '/docs', '/docs/FRONTEND', '/docs/OPERATIONS']) {
        await page.goto(`${base}${path}`);
        await accessible(page, `${path}, ${colorScheme}, ${viewport.width}`);
        const width = () => page.evaluate(() => document.documentElement.scrollWidth);
        await until(async () => (await width()) <= viewport.width, `${path} is no wider than the screen`);
      }
    });
  }
}

// The second visit loads nothing of the playground again.
await story({}, async (page) => {
  const loaded = async () => {
    await page.goto(`${base}/graphiql`);
    await Playground.of(page);
    return page.evaluate(() => {
      const all = performance.getEntriesByType('resource').filter(({ name }) => name.includes('/graphiql/assets/'));
      return { count: all.length, bytes: all.reduce((sum, { transferSize }) => sum + transferSize, 0) };
    });
  };
  const [first, second] = [await loaded(), await loaded()];
  assert.ok(first.bytes > 1_000_000 && second.count >= 2, JSON.stringify([first, second]));
  assert.equal(second.bytes, 0, 'the second visit finds all in the cache');
});

assert.deepEqual(complaints, []);
