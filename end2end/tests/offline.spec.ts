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
    const kept = async (pack: string) => (await cache.keys()).some((request) => request.url.endsWith(`/${pack}.bin`));
    for (let n = 0; n < 100 && !((await kept('today')) && (await kept('people'))); n++) await new Promise((wait) => setTimeout(wait, 50));
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

test('a part of the program that does not come is said, and comes with the network', async ({ browser }) => {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, serviceWorkers: 'block' });
  const page = await context.newPage();
  await signIn(page, DEMO, 'ana@levak.example');
  await open(page, `${DEMO}/today`);
  await page.route('**/sales.bin', (route) => route.abort());
  const go = async (name: string) => page.locator('nav').getByRole('link', { name, exact: true }).first().click();
  await go('Sales');
  await expect(page.getByText('The server could not be reached')).toBeVisible();
  await page.unroute('**/sales.bin');
  await go('Today');
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
  await go('Sales');
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Opportunities');
  await context.close();
});
