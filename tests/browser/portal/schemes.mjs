// The five sets of colors with axe, the sizes of text that people need, and paper. Usage: node schemes.mjs BASE
import assert from 'node:assert/strict';
import { Visitor } from './screen.mjs';

const visitor = await Visitor.of(process.argv[2]);
const { page } = visitor;

async function screens(colors) {
  for (const path of ['/', '/login', '/terms', '/counter-registration', '/check']) {
    await visitor.open(path);
    await page.waitForLoadState('networkidle');
    if (['/login', '/counter-registration'].includes(path)) {
      await page.locator('form button.key').click();
      await page.locator('.faults').waitFor();
    }
    await visitor.look(`${path} in ${colors}`);
  }
}

for (const name of ['Blue', 'Yellow', 'Black', 'Standard']) {
  await visitor.open('/');
  await visitor.press(name);
  assert.equal(await page.locator('html').getAttribute('data-scheme'), name.toUpperCase());
  await screens(name);
}
await page.emulateMedia({ colorScheme: 'dark' });
await screens('dark');
await page.emulateMedia({ colorScheme: 'light' });

// The narrowest screens, and text of twice the size.
for (const path of ['/', '/counter-registration']) {
  await visitor.open(path);
  await page.waitForLoadState('networkidle');
  await visitor.look(`${path} at 320`, { widths: [320], withAxe: false });
  await page.evaluate(() => {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync('html { font-size: 200% }');
    document.adoptedStyleSheets = [sheet];
  });
  await visitor.look(`${path} with large text`, { widths: [640, 1280], withAxe: false });
}

// On paper: no menus and no buttons, and the status of each certificate in words.
await visitor.logIn();
await page.locator('.receipts').waitFor();
await page.emulateMedia({ media: 'print' });
assert.equal(await page.locator('button:visible, nav:visible, select:visible').count(), 0);
const states = await page.locator('.receipts tbody td:last-child').allInnerTexts();
assert.ok(states.length > 0 && states.every((state) => /Regist|Cancelled/.test(state)), states.join());
await visitor.close();
