// The marketing plan of a period in the browser: campaigns put together, approved on a phone as one, the promise beside what came.
// On the demo.
import { expect, healthy, open, setLanguage, signIn, test } from '../levak';
import { DEMO } from '../servers';

test.describe.configure({ mode: 'serial' });

const NAME = 'Coast and second calls';
let plan = '';

test('a plan is put together, and every figure opens its rows', async ({ page }) => {
  await signIn(page, DEMO, 'marketer@levak.example');
  await open(page, `${DEMO}/plans`);
  await expect(page.getByRole('link', { name: /^Marketing \d{4}$/ }).first()).toBeVisible();
  await page.getByRole('button', { name: 'New plan' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('button', { name: 'Save' }).click();
  await expect(dialog.locator('#plan-name')).toHaveAttribute('aria-invalid', 'true');
  await healthy(page);
  await dialog.locator('#plan-name').fill(NAME);
  await dialog.locator('#plan-goal').fill('What two rounds of last year brought together.');
  for (const campaign of ['Hotels of the coast', 'Second call']) {
    await dialog.getByRole('searchbox').fill(campaign);
    await dialog.getByRole('checkbox', { name: new RegExp(campaign) }).check();
  }
  await expect(dialog.getByRole('status')).toHaveText('2 chosen');
  await dialog.getByRole('button', { name: 'Save' }).dblclick();
  await expect(page.getByRole('link', { name: NAME })).toHaveCount(1);
  await page.getByRole('link', { name: NAME }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(new RegExp(NAME));
  await expect(page.locator('html[data-hydrated]')).toHaveCount(1);
  plan = new URL(page.url()).pathname;
  await healthy(page);
  // The parts add up to the whole, whichever way it is cut.
  const total = page.locator('tfoot tr').first();
  const whole = await total.innerText();
  for (const way of ['Kind of activity', 'Line of business', 'Campaign']) {
    await page.getByRole('link', { name: way, exact: true }).click();
    await expect(page.getByRole('columnheader', { name: way, exact: true })).toBeVisible();
    await expect.poll(() => total.innerText()).toBe(whole);
  }
  await healthy(page);
  const shown = await page.locator('[data-figure="new_leads"] .num').first().innerText();
  await page.locator('[data-figure="new_leads"]').click();
  await expect(page.locator('[data-sum]')).toHaveAttribute('data-sum', shown.replace(/\D/g, ''));
  await healthy(page);
});

test('it is approved on a phone, and what was approved stays', async ({ page, browser }) => {
  await signIn(page, DEMO, 'marketer@levak.example');
  await open(page, `${DEMO}${plan}`);
  await page.getByRole('button', { name: 'Submit for approval' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.locator('#ask-note').fill('Both are over; this is how they were meant.');
  await dialog.getByRole('button', { name: 'Submit for approval' }).dblclick();
  await expect(page.getByRole('link', { name: 'Waits for approval' })).toBeVisible();
  await expect(page.getByRole('button', { name: 'Edit' })).toHaveCount(0);

  const phone = await browser.newContext({ viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true });
  const manager = await phone.newPage();
  await signIn(manager, DEMO, 'admin@levak.example');
  await setLanguage(phone, DEMO, 'fa');
  await open(manager, `${DEMO}/approvals`);
  await manager.getByRole('link', { name: new RegExp(NAME) }).first().click();
  await expect(manager.getByText('Both are over; this is how they were meant.')).toBeVisible();
  await healthy(manager);
  await setLanguage(phone, DEMO, 'en');
  await manager.reload();
  await expect(manager.locator('html[data-hydrated]')).toHaveCount(1);
  await manager.getByText('2 campaigns').click();
  await expect(manager.getByText('Hotels of the coast')).toBeVisible();
  const asked = manager.url();
  await manager.getByRole('button', { name: 'Approve', exact: true }).tap();
  await manager.waitForURL((url) => url.href !== asked);
  await open(manager, `${DEMO}${plan}`);
  await expect(manager.getByText(/Version 1, approved by Mira Ilić/)).toBeVisible();
  await healthy(manager);
  await phone.close();

  // One campaign is taken out afterwards: its promise stays, and the page says so.
  await page.reload();
  await expect(page.locator('html[data-hydrated]')).toHaveCount(1);
  const promised = await page.locator('[data-figure="cost"]').innerText();
  await page.getByRole('button', { name: 'Edit' }).click();
  await dialog.getByRole('checkbox', { name: /Second call/ }).uncheck();
  await dialog.getByRole('button', { name: 'Save' }).click();
  await expect(dialog).toHaveCount(0);
  await open(page, `${DEMO}${plan}?by=campaign`);
  await expect(page.getByText('taken out after the plan was approved')).toBeVisible();
  await expect(page.getByText(/are now planned .* cheaper than approved in v1/)).toBeVisible();
  expect(await page.locator('[data-figure="cost"]').innerText()).toBe(promised);
  await healthy(page);
});
