// What was last seen can be read without a network, and goes when one signs out (T3).
import { expect, open, signIn, test } from '../levak';
import { DEMO } from '../servers';

test('what was seen can be read without a network', async ({ browser }) => {
  // A page of its own: what the browser says about lost connections is meant here.
  const context = await browser.newContext({ viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true });
  const page = await context.newPage();
  await signIn(page, DEMO, 'ana@levak.example');
  await open(page, `${DEMO}/today`);
  await page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
  // Once more, now through the worker; and a page that is opened from it.
  await open(page, `${DEMO}/people/3`);
  const name = await page.locator('h1').innerText();
  await open(page, `${DEMO}/today`);
  await expect(page.locator('.offline')).toBeHidden();
  await page.evaluate(() => caches.open('levak-program-1').then(async (cache) => {
    for (let n = 0; n < 100 && (await cache.keys()).length < 4; n++) await new Promise((wait) => setTimeout(wait, 50));
  }));

  await context.setOffline(true);
  await open(page, `${DEMO}/people/3`);
  await expect(page.locator('h1')).toHaveText(name);
  await expect(page.locator('.offline')).toBeVisible();
  await page.locator('nav.dk').getByRole('link', { name: 'Today' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
  await page.goto(`${DEMO}/people/77`);
  await expect(page.getByText('No network, and this page was not seen before.')).toBeVisible();

  await context.setOffline(false);
  await open(page, `${DEMO}/settings`);
  await page.getByRole('button', { name: 'Sign out' }).click();
  await page.waitForURL(/sign-in/);
  await context.setOffline(true);
  await page.goto(`${DEMO}/people/3`);
  await expect(page.getByText('No network, and this page was not seen before.')).toBeVisible();
  await context.close();
});
