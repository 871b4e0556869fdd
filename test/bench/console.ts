// SPDX-License-Identifier: Apache-2.0
// Scrolls the console's list of 5,000 images beside a plain HTML table of the same rows, in turns.
// usage: npm run bench -- console
import type { Page } from 'playwright-core';
import { manyImages } from '../fixtures/console/many.ts';
import { visit } from '../fixtures/console/visit.ts';
import { median } from './process.ts';

const images = 5_000;
const rounds = 5;
/** Turns of the wheel in one round, and how far each goes, in CSS pixels: some 10,000 in two seconds. */
const [turns, step] = [120, 90];

interface Scrolled {
  /** Between two frames, in milliseconds. */
  frames: number[];
  /** What kept the page from answering for more than 50 ms each (Long Tasks API), in milliseconds. */
  long: number[];
}

const stage = await visit();
try {
  const { page, home } = stage;
  await manyImages(stage.stage.agent, images);
  const opened = performance.now();
  await page.goto(`${home.url}/clusters/${stage.stage.agent.id}?image=many`);
  await page.getByRole('row', { name: 'many-0000' }).waitFor();
  const first = performance.now() - opened;
  await page.getByRole('link', { name: /^All 5000/ }).waitFor();
  const plain = await plainTable(page);
  const ours: Scrolled[] = [];
  const peer: Scrolled[] = [];
  for (let round = 0; round < rounds; round += 1) {
    ours.push(await scrolled(page, 'grid'));
    peer.push(await scrolled(plain, 'table'));
  }
  console.log(
    '| 5,000 rows | frames, p50 ms | frames, p99 ms | longest, ms | held for over 50 ms |',
  );
  console.log('| --- | --- | --- | --- | --- |');
  row('the console', ours);
  row('a plain table in HTML', peer);
  const times = at(ours, 0.99) / at(peer, 0.99);
  console.log(
    `\np99 is ${times.toFixed(2)} times the plain table's; the first rows were there after ${first.toFixed(0)} ms.`,
  );
} finally {
  await stage.leave();
}

/** The same names in a table that the browser lays out and scrolls by itself. */
async function plainTable(beside: Page): Promise<Page> {
  const page = await beside.context().newPage();
  const rows = Array.from({ length: images }, (_, index) => {
    const name = `many-${String(index).padStart(4, '0')}`;
    return `<tr><th scope="row">${name}</th><td>registry.example.com</td><td>passing</td></tr>`;
  });
  await page.setContent(
    `<div style="height:600px;overflow:auto"><table>${rows.join('')}</table></div>`,
  );
  return page;
}

/** Turns the wheel over the list, down and up again, and says how the page kept up. */
async function scrolled(page: Page, role: 'grid' | 'table'): Promise<Scrolled> {
  await page.bringToFront();
  const list = page.getByRole(role).last();
  await list.getByRole('row').first().scrollIntoViewIfNeeded();
  const box = await list.boundingBox();
  if (box === null) throw new Error(`there is no ${role}`);
  await page.mouse.move(box.x + box.width / 2, box.y + 20);
  await page.evaluate(watch);
  for (let turn = 0; turn < turns; turn += 1) {
    await page.mouse.wheel(0, turn < turns / 2 ? step : -step);
    await new Promise((resolve) => setTimeout(resolve, 16));
    if (turn === turns / 2 && !(await page.evaluate(isScrolled))) throw new Error('nothing moved');
  }
  return page.evaluate(() => (window as unknown as { scrolled: () => Scrolled }).scrolled());
}

/** Runs in the page: whether it, or something in it, is scrolled by more than a thousand pixels. */
function isScrolled(): boolean {
  return (
    window.scrollY > 1_000 ||
    Array.from(document.querySelectorAll('*')).some(({ scrollTop }) => scrollTop > 1_000)
  );
}

/** Runs in the page: begins to watch. */
function watch(): void {
  const [frames, long]: [number[], number[]] = [[], []];
  const observer = new PerformanceObserver((list) => {
    for (const { duration } of list.getEntries()) long.push(duration);
  });
  observer.observe({ type: 'longtask' });
  let last = performance.now();
  let going = true;
  const frame = (now: number) => {
    frames.push(now - last);
    last = now;
    if (going) requestAnimationFrame(frame);
  };
  requestAnimationFrame(frame);
  Object.assign(window, {
    scrolled: () => {
      going = false;
      observer.disconnect();
      return { frames, long };
    },
  });
}

function at(all: Scrolled[], part: number): number {
  const sorted = all.flatMap(({ frames }) => frames).sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? 0;
}

function row(name: string, all: Scrolled[]): void {
  const held = median(all.map(({ long }) => long.length));
  const cells = [at(all, 0.5), at(all, 0.99), at(all, 1)].map((each) => each.toFixed(1));
  console.log(`| ${[name, ...cells, held].join(' | ')} |`);
}
