// First visits in Chromium: bytes by kind, largest paint, shifts, when a click works and how long it takes.
//   .ci/visit.mjs BASE      a server with the demo; each visit has an empty cache
import { chromium } from 'playwright';

const base = process.argv[2];
const PAGES = [
  ['people table', '/audience', '#main button'],
  ['campaign results', '/campaigns/1', '#main button'],
];
const RUNS = 5;
const median = (of) => of.sort((a, b) => a - b)[Math.floor(of.length / 2)];

// In the page before anything of it runs.
function watch() {
  window.seen = { lcp: 0, cls: 0, live: 0, click: 0 };
  const on = (type, take) => new PerformanceObserver((list) => list.getEntries().forEach(take)).observe({ type, buffered: true, durationThreshold: 16 });
  on('largest-contentful-paint', (entry) => (window.seen.lcp = entry.startTime));
  on('layout-shift', (entry) => (window.seen.cls += entry.hadRecentInput ? 0 : entry.value));
  on('event', (entry) => entry.interactionId && (window.seen.click = Math.max(window.seen.click, entry.duration)));
  new MutationObserver(() => {
    if (!window.seen.live && document.documentElement.hasAttribute('data-hydrated')) window.seen.live = performance.now();
  }).observe(document, { attributes: true, subtree: true, attributeFilter: ['data-hydrated'] });
}

async function visit(browser, path, button, slower) {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, serviceWorkers: 'block' });
  const form = { email: 'manager@levak.example', password: 'try levak today', next: '/' };
  await context.request.post(`${base}/sign-in`, { form, headers: { origin: base, 'sec-fetch-site': 'same-origin' } });
  const page = await context.newPage();
  const tools = await context.newCDPSession(page);
  const bytes = {};
  const kinds = new Map();
  tools.on('Network.responseReceived', ({ requestId, response }) => kinds.set(requestId, new URL(response.url).pathname));
  tools.on('Network.loadingFinished', ({ requestId, encodedDataLength }) => {
    const file = kinds.get(requestId) ?? '';
    const kind = /\.(wasm|bin)$/.test(file) ? 'program' : /\.js$/.test(file) ? 'script' : /\.css$/.test(file) ? 'style' : /\.woff2$/.test(file) ? 'font' : file.startsWith('/texts/') ? 'texts' : file === path ? 'page' : 'other';
    bytes[kind] = (bytes[kind] ?? 0) + encodedDataLength;
  });
  await tools.send('Network.enable');
  await tools.send('Emulation.setCPUThrottlingRate', { rate: slower });
  await page.addInitScript(watch);
  await page.goto(base + path);
  await page.waitForFunction(() => window.seen.live > 0);
  await page.locator(button).first().click();
  await page.waitForTimeout(600);
  const seen = await page.evaluate(() => window.seen);
  await context.close();
  return { ...seen, bytes };
}

const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: ['--no-sandbox'] });
for (const [name, path, button] of PAGES) {
  for (const slower of [1, 4]) {
    const visits = [];
    for (let n = 0; n < RUNS; n++) visits.push(await visit(browser, path, button, slower));
    const of = (what) => median(visits.map((v) => v[what]));
    const ms = (what) => `${of(what).toFixed(0)} ms`.padStart(8);
    console.log(`${`${name}${slower > 1 ? `, processor ${slower}x slower` : ''}`.padEnd(42)} LCP${ms('lcp')}  CLS ${of('cls').toFixed(3)}  live${ms('live')}  click${ms('click')}`);
    if (slower === 1) {
      const sent = visits[0].bytes;
      const sum = Object.values(sent).reduce((a, b) => a + b, 0);
      console.log(`${''.padEnd(42)} ${Object.entries(sent).map(([kind, n]) => `${kind} ${(n / 1000).toFixed(0)}`).join(', ')}, in all ${(sum / 1000).toFixed(0)} kB`);
    }
  }
}
await browser.close();
