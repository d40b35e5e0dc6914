// How evenly pages move in Chromium: frames while a grid of 5,000 cost lines is scrolled, and how long charts take to be drawn anew.
//   .ci/frames.mjs BASE      a server with the demo, which gets one more campaign; the floor is an empty page of the same height
import { chromium } from 'playwright';
import { randomUUID } from 'node:crypto';

const base = process.argv[2];
const LINES = 5000;
const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: ['--no-sandbox'] });
const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, serviceWorkers: 'block' });
const own = { origin: base, 'sec-fetch-site': 'same-origin' };
await context.request.post(`${base}/sign-in`, { form: { email: 'admin@levak.example', password: 'try levak today', next: '/' }, headers: own });

// Made by the same endpoints as by hand; the answer's id is read from the address that the page of costs answers at.
const call = (path, data) => context.request.post(`${base}/api/${path}`, { data: { request: randomUUID(), ...data }, headers: own });
const name = `Frames ${Date.now()}`;
await call('campaigns/plan-save', { plan: { version: 0, name, goal: '', first_day: '2027-01-01', last_day: '2027-12-31', targets: [] } });
const page = await context.newPage();
await page.goto(`${base}/campaigns?q=${encodeURIComponent(name)}`);
const href = await page.getByRole('link', { name }).first().getAttribute('href');
const campaign = Number(href.match(/\d+/)[0]);
const edits = Array.from({ length: LINES }, (_, n) => ({
  put: { id: null, version: 0, line: { article: `Article ${n % 40}`, quantity: '2', price: String(1 + (n % 90)), committed: n % 2 ? '3' : '' } },
}));
while (edits.length) {
  const stored = await call('costs/save', { lines: { campaign, edits: edits.splice(0, 1000), reason: 'Frames' } });
  if (!stored.ok()) throw new Error(`costs: ${stored.status()} ${await stored.text()}`);
}

// Milliseconds between frames while the page, or the grid in it, is scrolled to its end and back.
const scroll = (page, selector, step) =>
  page.evaluate(async ([selector, step]) => {
    // The nearest that can be scrolled: the box around the grid, or the page.
    let place = selector ? document.querySelector(selector) : null;
    while (place && !(place.scrollHeight > place.clientHeight + 10 && getComputedStyle(place).overflowY !== 'visible')) place = place.parentElement;
    place ??= document.scrollingElement;
    const frames = [];
    let last = await new Promise(requestAnimationFrame);
    let far = 0;
    for (let n = 0; n < 240; n++) {
      place.scrollTop += (n < 120 ? 1 : -1) * step;
      const now = await new Promise(requestAnimationFrame);
      frames.push(now - last);
      last = now;
      far = Math.max(far, place.scrollTop);
    }
    if (far < step * 100) throw new Error(`only ${far} px were scrolled`);
    return frames;
  }, [selector, step]);
const at = (of, part) => of.slice().sort((a, b) => a - b)[Math.min(of.length - 1, Math.floor(of.length * part))];
const tell = (what, frames) =>
  console.log(`${what.padEnd(40)} frames p50 ${at(frames, 0.5).toFixed(1)} ms, p95 ${at(frames, 0.95).toFixed(1)} ms, longest ${at(frames, 1).toFixed(1)} ms, over 34 ms ${frames.filter((f) => f > 34).length} of ${frames.length}`);

// A page of its own: that of the server forbids styles within.
const empty = await context.newPage();
await empty.setContent('<!doctype html><body style="margin:0"><div style="height:200000px;background:linear-gradient(#fff,#ccc)"></div></body>');
tell('an empty page (floor)', await scroll(empty, null, 400));
await empty.close();
await page.goto(`${base}/campaigns/${campaign}/costs`);
await page.waitForSelector('html[data-hydrated]');
await page.waitForTimeout(500);
// A wheel scrolls by 40 px a frame, a flick by 100, the scroll bar by any.
for (const step of [40, 100, 400]) tell(`grid of ${LINES} cost lines, ${step} px a frame`, await scroll(page, '[role=grid]', step));

// From a click to the frame that shows the new drawing, and how much of it is work of the page.
await page.goto(`${base}/campaigns/10`);
await page.waitForSelector('html[data-hydrated]');
await page.waitForTimeout(500);
const redraw = async (what, buttons) => {
  const times = [];
  for (let n = 0; n < 40; n++) {
    times.push(
      await page.evaluate(
        async ([group, n]) => {
          const button = document.querySelectorAll(`[role=group][aria-label="${group}"] button`)[n % 2];
          await new Promise(requestAnimationFrame);
          const begun = performance.now();
          button.click();
          // What the click caused runs before the next task.
          await new Promise((done) => { const channel = new MessageChannel(); channel.port1.onmessage = done; channel.port2.postMessage(0); });
          document.body.offsetHeight;
          return performance.now() - begun;
        },
        [buttons, n],
      ),
    );
  }
  console.log(`${what.padEnd(40)} drawn anew in p50 ${at(times, 0.5).toFixed(1)} ms, p95 ${at(times, 0.95).toFixed(1)} ms (aim 16 ms)`);
};
await redraw('waterfall, parts or every stage', 'Part');
await browser.close();
