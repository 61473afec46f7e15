// A screen of the portal, as a test looks at it: at a telephone's width and at a desk's, with axe, and with the mail.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { openBrowser, until } from '../pages.mjs';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
const WIDTHS = [360, 1280];

export const PASSWORD = 'Tsubaki-2025=hana';
export const OTHER_PASSWORD = 'Momiji-2026=aki';
export const DEMO = { userId: 'hdlpf38617', email: 'houmu.taro@uketori.example' };

export class Visitor {
  static async of(base, options = {}) {
    const opened = await openBrowser({ locale: 'en-US', ...options });
    return new Visitor(base, opened, await opened.context.newPage());
  }

  constructor(base, opened, page) {
    Object.assign(this, { base, page, links: [], ...opened });
  }

  async open(path) {
    await this.page.goto(path.startsWith('http') ? path : this.base + path);
    await this.page.locator('#portal h1').waitFor();
  }

  /** Waits for the heading of a screen. */
  async at(heading) {
    await this.page.getByRole('heading', { level: 1, name: heading }).waitFor();
  }

  async says(text) {
    await this.page.getByText(text).first().waitFor();
  }

  async fill(values) {
    for (const [name, value] of Object.entries(values)) await this.page.locator(`#field-${name}`).fill(value);
  }

  async press(name) {
    await this.page.getByRole('button', { name, exact: true }).click();
  }

  async speak(tag) {
    await this.page.locator('.language select').selectOption(tag);
    await until(() => this.page.evaluate((tag) => document.documentElement.lang === tag, tag), `the language ${tag}`);
  }

  async logIn(userId = DEMO.userId, password = PASSWORD) {
    await this.open('/login');
    await this.fill({ userId, password });
    await this.page.locator('form button.key').click();
    await this.page.waitForURL('**/receipts');
  }

  /** The newest link of a page in the emails to an address, once it is another one than before. */
  async link(to, page) {
    let found;
    const look = async () => {
      const mails = await (await this.context.request.get(`${this.base}/mailbox/messages`)).json();
      const texts = mails.filter((mail) => mail.to.includes(to)).map((mail) => mail.text);
      found = texts.map((text) => text.match(new RegExp(`https?://[^ ]+?/${page}#t=[\\w-]+`))?.[0]).find(Boolean);
      return found !== undefined && !this.links.includes(found);
    };
    await until(look, `a link ${page} for ${to}`);
    this.links.push(found);
    return this.base + found.slice(found.indexOf(`/${page}#`));
  }

  /** Moves the manual clock, and lets the page notice as if it had been in the background. */
  async advance(period) {
    const answer = await this.context.request.post(`${this.base}/clock`, { data: { advance: period } });
    assert.ok(answer.ok(), `the clock answers ${answer.status()}`);
    await this.page.evaluate(() => document.dispatchEvent(new Event('visibilitychange')));
  }

  /** Nothing is wider than the window, no label is cut off, and axe finds nothing. */
  async look(name, { withAxe = true, widths = WIDTHS } = {}) {
    for (const width of widths) {
      await this.page.setViewportSize({ width, height: 860 });
      const cut = await this.page.evaluate(() => {
        const seen = (element) => element.clientWidth > 1 && getComputedStyle(element).display !== 'inline';
        const isCut = (element) => seen(element) && element.scrollWidth > element.clientWidth + 1;
        const all = [...document.querySelectorAll('html, button, label, th, td, a, dd, dt')];
        return all
          .filter((element) => isCut(element) && !element.closest('.hidden, .skip'))
          .map((one) => one.outerHTML.slice(0, 90));
      });
      assert.deepEqual(cut, [], `${name} at ${width}`);
      if (withAxe) assert.deepEqual(await this.axe(), [], `${name} at ${width}`);
    }
  }

  /** What axe finds, from a world of its own, so that the page's policy needs no exception. */
  async axe() {
    const session = await this.context.newCDPSession(this.page);
    const { frameTree } = await session.send('Page.getFrameTree');
    const world = { frameId: frameTree.frame.id, worldName: 'axe' };
    const { executionContextId: contextId } = await session.send('Page.createIsolatedWorld', world);
    await session.send('Runtime.evaluate', { expression: AXE, contextId });
    const expression =
      `axe.run(document, { runOnly: ${JSON.stringify(RULES)} }).then(({ violations, incomplete }) =>` +
      '[...violations, ...incomplete].map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.target).join(" ")}`))';
    const options = { expression, contextId, awaitPromise: true, returnByValue: true };
    const { result, exceptionDetails } = await session.send('Runtime.evaluate', options);
    await session.detach();
    assert.equal(exceptionDetails, undefined);
    return result.value;
  }

  async close() {
    await this.browser.close();
    assert.deepEqual(this.complaints, []);
  }
}
