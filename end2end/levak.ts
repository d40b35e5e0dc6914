// What every page test shares: a page that fails its test on any console error, and a few ways to get about.
import { AxeBuilder } from '@axe-core/playwright';
import { BrowserContext, Page, expect, test as base } from '@playwright/test';

export { expect } from '@playwright/test';

/** Collects what a page complains of. That a form was refused is the browser's note on an answer that is meant. */
export function listen(page: Page, complaints: string[]) {
  const meant = /the server responded with a status of (409|422)/;
  page.on('console', (message) => {
    if (meant.test(message.text())) return;
    if (message.type() === 'error' || message.type() === 'warning') complaints.push(`${page.url()}: ${message.text()}`);
  });
  page.on('pageerror', (error) => complaints.push(`${page.url()}: ${error}`));
}

export const test = base.extend<{ complaints: string[]; calm: void }>({
  complaints: async ({}, use) => use([]),
  calm: [
    async ({ page, complaints }, use) => {
      listen(page, complaints);
      await use();
      expect(complaints, 'console errors and warnings').toEqual([]);
    },
    { auto: true },
  ],
});

/** A day as the workspace's clock has it, `offset` days from now: late in the evening it is tomorrow there already. */
export function day(offset: number): string {
  return new Date(Date.now() + offset * 86_400_000).toLocaleDateString('sv', { timeZone: 'Europe/Belgrade' });
}

export async function ready(page: Page) {
  await page.waitForSelector('html[data-hydrated]');
}

export async function open(page: Page, address: string) {
  await page.goto(address);
  await ready(page);
}

export async function signIn(page: Page, base: string, email: string, password = 'try levak today') {
  await page.goto(`${base}/sign-in`);
  await page.locator('#email').fill(email);
  await page.locator('#password').fill(password);
  await page.locator('form[action="/sign-in"] button:not([type=button])').click();
  await page.waitForURL((url) => url.pathname !== '/sign-in');
}

export async function setLanguage(context: BrowserContext, base: string, language: string, theme = 'light') {
  const answer = await context.request.post(`${base}/api/profile/save`, {
    headers: { origin: base },
    data: { request: `${language}-${theme}-${Date.now()}-${Math.random()}`, language, theme },
  });
  expect(answer.ok()).toBeTruthy();
}

/** Nothing that axe can find, and no sideways scrolling of the page. */
export async function healthy(page: Page) {
  const { violations } = await new AxeBuilder({ page }).withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa']).analyze();
  expect(violations.map((v) => `${page.url()} ${v.id}: ${v.nodes.slice(0, 3).map((n) => n.target.join(' ')).join(' | ')}`)).toEqual([]);
  const [wide, seen] = await page.evaluate(() => [document.documentElement.scrollWidth, document.documentElement.clientWidth]);
  expect(wide, `${page.url()} scrolls sideways`).toBeLessThanOrEqual(seen);
}
