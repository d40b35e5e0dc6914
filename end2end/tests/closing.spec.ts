// Looking back in the browser: a campaign is closed with causes and lessons, stands beside earlier ones and beside other kinds, and an
// event tells what it left. On the demo.
import { expect, healthy, open, signIn, test } from '../levak';
import { DEMO } from '../servers';

test.describe.configure({ mode: 'serial' });

test('a finished campaign is closed, and what was decided is kept', async ({ page }) => {
  await signIn(page, DEMO, 'manager@levak.example');
  await open(page, `${DEMO}/campaigns`);
  await page.getByRole('link', { name: 'Cold-room audit' }).first().click();
  await page.getByRole('link', { name: 'Not closed yet' }).click();
  await expect(page.locator('html[data-hydrated]')).toHaveCount(1);
  await expect(page.locator('[data-subject="figure:revenue"]')).toBeVisible();
  await page.getByRole('button', { name: 'Store the closing' }).click();
  await expect(page.getByText('Fill this in.').first()).toBeVisible();
  await healthy(page);
  const revenue = page.locator('[data-subject="figure:revenue"]');
  await revenue.getByRole('combobox').selectOption({ label: 'Nobody followed up in time' });
  await revenue.getByRole('textbox').fill('Two weeks late');
  await page.getByRole('radio', { name: /Do it again otherwise/ }).check();
  await page.locator('#closing-reason').fill('Audits sell when the offer comes at once');
  await page.locator('#closing-lessons').fill('Send the offer within two days');
  await page.getByRole('button', { name: 'Store the closing' }).dblclick();
  await expect(page.getByText(/Closed by Vesna Petrović/)).toBeVisible();
  await page.reload();
  await expect(page.locator('html[data-hydrated]')).toHaveCount(1);
  await expect(revenue.getByRole('combobox')).toHaveValue(/\d+/);
  await expect(revenue.getByRole('textbox')).toHaveValue('Two weeks late');
  await healthy(page);
  // Earlier campaigns of the kind say what they taught.
  await expect(page.getByText('Call in the first week after a failure.')).toBeVisible();
  await page.getByRole('link', { name: 'Results', exact: true }).click();
  await expect(page.getByRole('link', { name: /Decision Do it again otherwise/ })).toBeVisible();
});

test('somebody else stored it meanwhile: both sides are shown', async ({ page, browser }) => {
  await signIn(page, DEMO, 'manager@levak.example');
  await open(page, `${DEMO}/campaigns`);
  await page.getByRole('link', { name: 'Cold-room audit' }).first().click();
  const campaign = new URL(page.url()).pathname;
  await open(page, `${DEMO}${campaign}/closing`);
  const second = await browser.newContext();
  const marketer = await second.newPage();
  await signIn(marketer, DEMO, 'marketer@levak.example');
  await open(marketer, `${DEMO}${campaign}/closing`);
  await marketer.locator('#closing-lessons').fill('Send the offer on the day itself');
  await marketer.getByRole('button', { name: 'Store the closing' }).click();
  await expect(marketer.getByText('Closing stored')).toBeVisible();
  await second.close();
  await page.locator('#closing-lessons').fill('Mine');
  await page.getByRole('button', { name: 'Store the closing' }).click();
  await expect(page.getByText('Stored now: Send the offer on the day itself')).toBeVisible();
  await healthy(page);
});

test('similar campaigns and kinds of campaign stand side by side', async ({ page }) => {
  await signIn(page, DEMO, 'analyst@levak.example');
  await open(page, `${DEMO}/campaigns`);
  await page.getByRole('link', { name: 'Food fair 2026' }).first().click();
  await page.getByRole('link', { name: 'Compare with similar ones' }).first().click();
  await expect(page.locator('html[data-hydrated]')).toHaveCount(1);
  await expect(page.locator('[data-compared]')).toHaveCount(3);
  await healthy(page);
  // The picture and the table tell the same.
  const fair = page.locator('[data-compared]').filter({ hasText: 'Food fair 2025' });
  const revenue = (await fair.getByRole('cell').nth(6).innerText()).split('/')[0].trim();
  await page.getByRole('button', { name: 'Show as table' }).first().click();
  await expect(page.getByRole('row').filter({ hasText: 'Food fair 2025' }).first()).toContainText(revenue);
  await page.getByRole('link', { name: 'Leave out Food fair 2024' }).click();
  await expect(page.locator('[data-compared]')).toHaveCount(2);
  await page.getByRole('combobox', { name: 'Add a campaign' }).selectOption({ label: 'Hotels of the coast' });
  await page.getByRole('button', { name: 'Add', exact: true }).click();
  await expect(page.locator('[data-compared]')).toHaveCount(3);
  await page.getByRole('link', { name: 'Kinds of campaign' }).click();
  await expect(page.locator('[data-compared]').filter({ hasText: 'Exhibition' })).toBeVisible();
  await healthy(page);
});

test('an event shows its costs by article, its profit and how soon people heard', async ({ page }) => {
  await signIn(page, DEMO, 'manager@levak.example');
  await open(page, `${DEMO}/campaigns`);
  await page.getByRole('link', { name: 'Food fair 2025' }).first().click();
  await page.getByRole('link', { name: 'Event: profit and loss' }).click();
  await expect(page.locator('html[data-hydrated]')).toHaveCount(1);
  await expect(page.getByRole('columnheader', { name: 'Food fair 2024' }).first()).toBeVisible();
  await expect(page.locator('[data-article]').first()).toBeVisible();
  // What the articles cost is what the event cost.
  const amount = async (text: string) => Number(text.replace(/[^\d.-]/g, ''));
  let sum = 0;
  for (const row of await page.locator('[data-article]').all()) sum += (await amount(await row.getByRole('cell').nth(1).innerText())) || 0;
  const all = await page.getByRole('row').filter({ has: page.getByRole('rowheader', { name: 'All costs' }) }).getByRole('cell').nth(1).innerText();
  expect(sum).toBe(await amount(all));
  await healthy(page);
});
