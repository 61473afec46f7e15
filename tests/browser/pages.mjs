// The pages as a person uses them: a browser without a network, the playground, the mailbox, the link of a mail.
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { chromium } from 'playwright-core';

/** The variables' places that the playground fills in by itself before a step can work. */
const PLACEHOLDER = /PASTE-|PUT-IN-|ID-OF-|VERSION-OF-|YYYY-/;
const PATIENCE = 60_000;

function executable() {
  const names = ['chromium', 'chromium-browser', 'google-chrome'];
  for (const folder of process.env.PATH.split(delimiter)) {
    for (const name of names) {
      try {
        accessSync(join(folder, name), constants.X_OK);
        return join(folder, name);
      } catch {
        // the next one
      }
    }
  }
  throw new Error(`none of ${names.join(', ')} is installed`);
}

/** The name of a step's operation, which its tab has, too. */
export const operationOf = (step) => step[0].toUpperCase() + step.slice(1);

/** Waits until something is so that a page does in its own time; `isSo` answers with it, or with a promise of it. */
export async function until(isSo, what) {
  for (const end = Date.now() + PATIENCE; !(await isSo()); await new Promise((go) => setTimeout(go, 20))) {
    if (Date.now() > end) throw new Error(`not in time: ${what}`);
  }
}

/** A browser that knows no host but this one. `complaints` is all that it or a page complained of. */
export async function openBrowser(options = {}) {
  const browser = await chromium.launch({
    executablePath: executable(),
    args: [
      '--no-sandbox',
      '--disable-gpu',
      // Nothing of the browser's own: it has no network to do it on.
      '--disable-quic',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1',
    ],
  });
  const context = await browser.newContext({ viewport: { width: 1280, height: 860 }, ...options });
  context.setDefaultTimeout(PATIENCE);
  const complaints = [];
  context.on('request', (request) => {
    const { protocol, hostname } = new URL(request.url());
    if (!['data:', 'blob:'].includes(protocol) && hostname !== '127.0.0.1') complaints.push(`asked ${request.url()}`);
  });
  context.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) complaints.push(`console: ${message.text()}`);
  });
  context.on('weberror', (error) => complaints.push(`error: ${error.error().message}`));
  return { browser, context, complaints };
}

/** A playground in a page. */
export class Playground {
  constructor(page) {
    this.page = page;
  }

  /** Waits until it can be used. */
  static async of(page) {
    await page.locator('.graphiql-execute-button').waitFor();
    await page.locator('.graphiql-query-editor .view-line').first().waitFor();
    return new Playground(page);
  }

  /** The names of all steps, in the order of the list. */
  async steps() {
    const buttons = this.page.locator('.uketori-steps button');
    await buttons.first().waitFor();
    return buttons.evaluateAll((all) => all.map((button) => button.title));
  }

  /** Chooses a step from the list. */
  async choose(name) {
    await this.page.locator(`.uketori-steps button[title="${name}"]`).click();
    await this.page.locator(`.uketori-steps button[title="${name}"][aria-current]`).waitFor();
  }

  /** What the variables' editor shows. */
  async variables() {
    const lines = await this.page.locator('.graphiql-editor-tool:not(.hidden) .view-line').allInnerTexts();
    return lines.join('\n').replaceAll('\u00a0', ' ');
  }

  /** Waits until nothing in the variables is a placeholder; `but` stays one. */
  async filled(but = '\u0000') {
    const isFilled = async () => !PLACEHOLDER.test((await this.variables()).replace(but, ''));
    await until(isFilled, 'nothing stays to be filled in');
  }

  /** Runs what is in the tab of this step; answers with its data, once the page shows it. */
  async run(name, press = () => this.page.locator('.graphiql-execute-button').click()) {
    const operation = new RegExp(`^(query|mutation) ${operationOf(name)}\\b`, 'm');
    const isAnswer = (response) =>
      response.url().endsWith('/graphql') && operation.test(response.request().postDataJSON()?.query);
    const [response] = await Promise.all([
      this.page.waitForResponse(isAnswer),
      press(),
    ]);
    const answer = await response.json();
    await this.page.locator('.result-window', { hasText: answer.data ? '"data"' : '"errors"' }).waitFor();
    if (answer.errors) throw new Error(`${name}: ${JSON.stringify(answer.errors)}`);
    return answer.data;
  }

  /**
   * Chooses and runs a step. It must do what it says, but for the codes that are expected. What `isFilledWhenRun` may
   * have a placeholder until then.
   */
  async step(name, { expected = [], unfilled, isFilledWhenRun = false } = {}) {
    await this.choose(name);
    if (!isFilledWhenRun) await this.filled(unfilled);
    const data = await this.run(name);
    const errors = Object.values(data).flatMap((payload) => payload?.errors ?? []);
    const codes = errors.map(({ code }) => code);
    if (codes.join() !== expected.join()) throw new Error(`${name}: ${JSON.stringify(errors)}, expected ${expected}`);
    return data;
  }

  /** The step whose tab is open. */
  async current() {
    const title = (await this.page.locator('.graphiql-tab-active').innerText()).trim();
    return title[0].toLowerCase() + title.slice(1);
  }

  /** Opens the next step with the button below the editors; answers with its name, or undefined after the last one. */
  async next() {
    const button = this.page.locator('.uketori-next');
    if ((await button.count()) === 0) return undefined;
    const before = await this.current();
    await button.click();
    await until(async () => (await this.current()) !== before, `the step after ${before}`);
    const name = await this.current();
    const text = new RegExp(`(query|mutation) ${operationOf(name)}\\b`);
    const shown = async () => (await this.page.locator('.graphiql-query-editor').innerText()).replaceAll('\u00a0', ' ');
    // The end of a long comment is below the fold; its beginning is that of the step all the same.
    await until(async () => text.test(await shown()) || /^\d*\s*#/.test(await shown()), `the operation of ${name}`);
    return name;
  }

  /** What the playground did by itself, as the response says. */
  async note() {
    const lines = await this.page.locator('.result-window .view-line').allInnerTexts();
    return lines.join(' ').replace(/\s+/g, ' '); // wrapped lines are indented
  }

  /** Goes over to the other side by the link in the header. */
  async goOver(side) {
    await this.page.locator('.uketori-sides a', { hasText: side }).click();
    await this.page.locator('.uketori-sides a[aria-current]', { hasText: side }).waitFor();
    return Playground.of(this.page);
  }

  /** Opens a step with these variables, as a link does. */
  async openWith(tab, variables) {
    const address = new URL('/graphiql', this.page.url());
    await this.page.goto('about:blank'); // else only the fragment would change
    await this.page.goto(`${address}#${encodeURIComponent(JSON.stringify({ tab, variables }))}`);
    return Playground.of(this.page);
  }
}

/** Opens the newest mail of a kind to an address in the mailbox, in a tab of its own. */
export async function openMail(context, base, kind, to) {
  const page = await context.newPage();
  await page.goto(`${base}/mailbox`);
  await page.locator('#mails button', { hasText: kind }).filter({ hasText: to }).first().click();
  await page.locator('#kind', { hasText: kind }).waitFor();
  return page;
}

/** Follows the link of such a mail, and the button of its page; answers with the playground there. */
export async function followLink(context, base, kind, to) {
  const mail = await openMail(context, base, kind, to);
  const [page] = await Promise.all([
    context.waitForEvent('page'),
    mail.locator('#body a[href*="#t="]').first().click(),
  ]);
  await page.locator('.state', { hasText: 'OPEN' }).waitFor();
  await page.locator('#link a.primary').click();
  await mail.close();
  return Playground.of(page);
}
