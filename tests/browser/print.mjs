// Prints every HTML file of a folder to a PDF file beside it, as a person prints a mail, and writes a line of JSON for
// each: the smallest type and the width of the certificate's number, in points, before the printer scales the page; and
// what is printed although it works on a screen only. Usage: node print.mjs FOLDER
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { openBrowser } from './pages.mjs';

const [folder] = process.argv.slice(2);

/** Runs in the page. */
function measure() {
  const POINTS = 0.75; // of a CSS pixel
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const sizes = [];
  while (texts.nextNode()) {
    const { parentElement, data } = texts.currentNode;
    if (data.trim() && parentElement.checkVisibility()) sizes.push(parseFloat(getComputedStyle(parentElement).fontSize));
  }
  const number = document.createRange();
  number.selectNodeContents(document.querySelector('.document .large'));
  const isPrinted = (element) => element.checkVisibility();
  return {
    smallest: Math.min(...sizes) * POINTS,
    number: number.getBoundingClientRect().width * POINTS,
    forScreens: [...document.querySelectorAll('.screen, .button')].filter(isPrinted).map((one) => one.innerText),
  };
}

const { browser, context, complaints } = await openBrowser();
const page = await context.newPage();
await page.emulateMedia({ media: 'print' });
for (const file of readdirSync(folder).filter((one) => one.endsWith('.html'))) {
  await page.setContent(readFileSync(join(folder, file), 'utf8'));
  await page.pdf({ path: join(folder, file.replace(/html$/, 'pdf')), preferCSSPageSize: true });
  console.log(JSON.stringify({ file, ...(await page.evaluate(measure)) }));
}
await browser.close();
if (complaints.length > 0) throw new Error(complaints.join('\n'));
