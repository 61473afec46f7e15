// Runs a text as a person pastes it into the console of the start page, and prints what it logs.
// Usage: node console.mjs BASE FILE
import { readFileSync } from 'node:fs';
import { openBrowser } from './pages.mjs';

const [base, file] = process.argv.slice(2);
const { browser, context, complaints } = await openBrowser();
const page = await context.newPage();
page.on('console', async (message) => {
  const values = await Promise.all(message.args().map((value) => value.jsonValue()));
  console.log(...values.map((value) => JSON.stringify(value)));
});
await page.goto(base);
// A console is a module that can await.
await page.evaluate(`(async () => { ${readFileSync(file, 'utf8')} })()`);
await page.waitForTimeout(200);
await browser.close();
if (complaints.length > 0) throw new Error(complaints.join('\n'));
