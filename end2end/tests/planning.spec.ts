// Planning the money of a year in the browser: six methods beside the sum from below, back from a goal to a draft, norms that
// are taken from finished campaigns, and why revenue differs from plan. On the demo.
import { expect, healthy, open, signIn, test } from '../levak';
import { DEMO } from '../servers';

test.describe.configure({ mode: 'serial' });

test('methods are calculated, one is chosen with a reason and becomes a budget', async ({ page }) => {
  await signIn(page, DEMO, 'manager@levak.example');
  await open(page, `${DEMO}/budget/methods`);
  await healthy(page);
  const method = (name: string) => page.locator(`[data-method="${name}"]`);
  // 640,000 x 6 %; the highest estimate 36,500 x 1.05; 400 hours at 18 cost no money.
  await expect(method('revenue')).toContainText('38,400');
  await expect(method('competitors')).toContainText('38,325');
  await expect(method('free')).toContainText('€7,200');
  await page.locator('#method-revenue_share').fill('much');
  await page.getByRole('button', { name: 'Calculate and store' }).click();
  await expect(page.locator('#method-revenue_share')).toHaveAttribute('aria-invalid', 'true');
  await page.locator('#method-revenue_share').fill('7.5');
  await page.getByRole('button', { name: 'Calculate and store' }).click();
  await expect(method('revenue')).toContainText('48,000');
  await page.getByRole('button', { name: 'Add an estimate' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('button', { name: 'Save' }).click();
  await expect(dialog.getByText('Fill this in.').first()).toBeVisible();
  await healthy(page);
  await dialog.locator('#estimate-amount').fill('40000');
  await dialog.locator('#estimate-source').fill('Their stand at the fair');
  await dialog.getByRole('button', { name: 'Save' }).dblclick();
  await expect(page.getByText('Their stand at the fair')).toHaveCount(1);
  await expect(method('competitors')).toContainText('42,000');
  await method('competitors').getByRole('button').click();
  await dialog.locator('#method-reason').fill('They took two of our customers');
  await dialog.getByRole('button', { name: 'Choose', exact: true }).click();
  const newest = page.locator('[data-choice]').first();
  await expect(newest).toContainText('€42,000');
  await expect(newest).toContainText('They took two of our customers');
  await expect(page.locator('[data-choice]')).toHaveCount(2);
  await healthy(page);
  await newest.getByRole('link', { name: 'Make it a budget' }).click();
  await expect(dialog.locator('#budget-limit')).toHaveValue('42000');
  await dialog.locator('#budget-name').fill('Marketing, next year');
  await dialog.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByRole('link', { name: 'Marketing, next year' })).toHaveCount(1);
});

test('a goal leads back to people and money, and to a draft', async ({ page }) => {
  await signIn(page, DEMO, 'marketer@levak.example');
  await open(page, `${DEMO}/budget/goal`);
  await page.locator('#back-goal').fill('many');
  await page.getByRole('button', { name: 'Calculate' }).click();
  await expect(page.locator('#back-goal')).toHaveAttribute('aria-invalid', 'true');
  // 63,000 at 12,600 a sale are 5 sales; by the pooled norms of three rounds of calls, 10/18, 18/19, 19/33, 33/121, 121/144:
  // 5 / (10/18) = 9 opportunities, 9.5 -> 10 converted, 16.5 -> 17 leads, 60.5 -> 61 answers, 72 people.
  await page.locator('#back-goal').fill('63000');
  await page.locator('#back-deal').fill('12600');
  await page.getByRole('button', { name: 'Calculate' }).click();
  const cell = (stage: string) => page.locator('[data-found]').getByRole('row').filter({ has: page.getByRole('rowheader', { name: stage, exact: true }) }).getByRole('cell').nth(1);
  await expect(cell('Won')).toHaveText('5');
  await expect(cell('Opportunity')).toHaveText('9');
  await expect(cell('Converted')).toHaveText('10');
  await expect(cell('Lead')).toHaveText('17');
  await expect(cell('Responded')).toHaveText('61');
  await expect(cell('Contacted')).toHaveText('72');
  await healthy(page);
  await page.getByRole('button', { name: 'Make a draft campaign' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.locator('#back-name').fill('Back from 63,000');
  await dialog.getByRole('button', { name: 'Make a draft campaign' }).dblclick();
  await page.waitForURL(/\/campaigns\/\d+\/plan/);
  await expect(page.getByRole('heading', { name: 'Back from 63,000' }).first()).toBeVisible();
  await expect(page.locator('[data-expected]')).toContainText('Revenue');
  await healthy(page);
});

test('norms are taken from finished campaigns and stored as a version', async ({ page }) => {
  await signIn(page, DEMO, 'manager@levak.example');
  await open(page, `${DEMO}/analysis/references`);
  // Chosen are those whose closing says that norms should learn from them.
  await expect(page.getByLabel('Service contracts')).toBeChecked();
  await page.getByLabel('Service contracts').uncheck();
  await page.getByLabel('Cold-room audit').check();
  await page.getByLabel('Second call, open offers').check();
  await page.getByRole('button', { name: 'Take the norms from 2 campaigns' }).click();
  // 47 of 53 and 33 of 40: counts are added up.
  await expect(page.locator('#step-1')).toHaveValue('80/93');
  await page.locator('#step-1').fill('120');
  await page.getByRole('button', { name: 'Store the version' }).click();
  await expect(page.locator('#step-1')).toHaveAttribute('aria-invalid', 'true');
  await page.locator('#step-1').fill('85 %');
  await page.locator('#reference-note').fill('Only the last two rounds');
  await page.getByRole('button', { name: 'Store the version' }).dblclick();
  await expect(page.locator('[data-version="2"]')).toContainText('85.0%');
  await expect(page.locator('[data-version="3"]')).toHaveCount(0);
  await healthy(page);
});

test('results say why revenue differs, in parts that add up', async ({ page }) => {
  await signIn(page, DEMO, 'manager@levak.example');
  await open(page, `${DEMO}/campaigns?q=Hotels`);
  await page.getByRole('link', { name: 'Hotels of the coast' }).first().click();
  const why = page.locator('[data-why]');
  await expect(why).toBeVisible();
  await why.getByRole('button', { name: 'Every stage' }).click();
  await why.getByRole('button', { name: 'Show as table' }).click();
  const rows = why.getByRole('table').getByRole('row');
  const amounts = (await rows.evaluateAll((all) => all.slice(1).map((row) => row.lastElementChild?.textContent ?? ''))).map((text) =>
    Number(text.replace('−', '-').replace(/[^\d.-]/g, '')),
  );
  const [planned, actual] = [amounts[0], amounts[amounts.length - 1]];
  const sum = amounts.slice(1, -1).reduce((all, part) => all + part, 0);
  expect(Math.abs(planned + sum - actual)).toBeLessThan(0.005);
  expect(planned).toBe(90_000);
  await healthy(page);
});
