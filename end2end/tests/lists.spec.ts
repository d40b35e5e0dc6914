// Lists on their own pages, the overview's filter and kept views, the stages of campaigns, products. On the demo; issue 3.
import { expect, healthy, open, signIn, test } from '../levak';
import { DEMO } from '../servers';

test('a list is copied, filled by hand and locked', async ({ page }) => {
  await signIn(page, DEMO, 'marketer@levak.example');
  await open(page, `${DEMO}/audience/lists`);
  await page.getByRole('link', { name: 'Belgrade', exact: true }).click();
  await page.waitForURL(/lists\/\d+$/);
  await expect(page.getByText('What it brought')).toBeVisible();
  await page.getByRole('button', { name: 'Copy as static' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.locator('#list-copy').fill('Belgrade, kept');
  await dialog.getByRole('button', { name: 'Copy as static' }).dblclick();
  await expect(page.getByRole('heading', { name: 'Belgrade, kept', level: 1 })).toBeVisible();
  const count = async () => Number((await page.locator('h2', { hasText: /people/ }).first().innerText()).replace(/\D/g, ''));
  const before = await count();
  expect(before).toBeGreaterThan(0);
  await page.locator('#picker').fill('Olga Ćirić');
  await page.locator('main li button', { hasText: 'Olga Ćirić' }).first().click();
  await page.getByRole('button', { name: 'Add', exact: true }).click();
  await expect(page.getByText(/On the list: Olga Ćirić/)).toBeVisible();
  await healthy(page);
  await page.getByRole('button', { name: 'Edit' }).click();
  await dialog.locator('#list-cost').fill('abc');
  await dialog.getByRole('button', { name: 'Save' }).click();
  await expect(dialog.locator('#list-cost-note')).not.toHaveText('');
  await dialog.locator('#list-cost').fill('120.50');
  await dialog.getByLabel(/^Locked/).check();
  await dialog.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByText('List saved')).toBeVisible();
  await expect(page.getByRole('button', { name: 'Add', exact: true })).toHaveCount(0);
  await expect(page.getByText('€120.50')).toBeVisible();
});

test('a suppression list takes domains', async ({ page }) => {
  await signIn(page, DEMO, 'marketer@levak.example');
  await open(page, `${DEMO}/audience/lists`);
  await page.getByRole('link', { name: 'Never contact', exact: true }).click();
  await expect(page.getByText('2 addresses are never contacted')).toBeVisible();
  await page.locator('#list-addresses').fill('@competitor.example\nnot one');
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(page.locator('#list-addresses-note')).not.toHaveText('');
  await page.locator('#list-addresses').fill('@competitor.example\n@rival.example\npress@magazine.example');
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByText('3 addresses are never contacted')).toBeVisible();
});

test('the overview is sorted and kept as a view', async ({ page }) => {
  await signIn(page, DEMO, 'manager@levak.example');
  await open(page, `${DEMO}/campaigns`);
  const rows = page.locator('main table tbody tr');
  const all = await rows.count();
  await page.getByRole('columnheader', { name: /revenue/i }).getByRole('link').click();
  await page.waitForURL(/sort=revenue/);
  await expect(page.getByRole('columnheader', { name: /revenue/i })).toHaveAttribute('aria-sort', 'descending');
  await page.getByLabel('Kind').selectOption({ label: 'Exhibition' });
  await page.waitForURL(/kind=/);
  await expect.poll(() => rows.count()).toBeLessThan(all);
  const some = await rows.count();
  await page.getByRole('button', { name: 'Save view' }).click();
  await page.locator('#view-name').fill('Fairs by revenue');
  await page.getByRole('dialog').getByRole('button', { name: 'Save' }).dblclick();
  await expect(page.getByText('View saved')).toBeVisible();
  await open(page, `${DEMO}/campaigns`);
  await page.getByRole('link', { name: 'Fairs by revenue' }).click();
  await expect(rows).toHaveCount(some);
  await expect(page.getByRole('link', { name: 'Fairs by revenue' })).toHaveAttribute('aria-current', 'page');
  await healthy(page);
  await page.getByRole('button', { name: 'Forget “Fairs by revenue”' }).click();
  await expect(page.getByRole('link', { name: 'Fairs by revenue' })).toHaveCount(0);
  await page.getByRole('searchbox', { name: 'Search campaigns' }).fill('no such campaign');
  await page.keyboard.press('Enter');
  await expect(page.getByText('No campaign passes this filter.')).toBeVisible();
  await page.getByRole('link', { name: 'Clear the filter' }).click();
  await expect(rows).toHaveCount(all);
});

test('campaigns stand at the stages of their kind', async ({ page }) => {
  await signIn(page, DEMO, 'manager@levak.example');
  await open(page, `${DEMO}/analysis/channels`);
  await page.getByRole('link', { name: 'Stages of campaigns' }).click();
  await page.getByRole('link', { name: 'Exhibition' }).click();
  await page.waitForURL(/kind=/);
  await expect(page.getByRole('heading', { name: /^Evaluated/ })).toBeVisible();
  await healthy(page);
  await page.locator('main ol a').first().click();
  await page.waitForURL(/plan$/);
  const step = page.getByRole('button', { name: 'Target group ready' });
  await expect(step).toHaveAttribute('aria-pressed', 'true');
  await step.click();
  await expect(step).toHaveAttribute('aria-pressed', 'false');
  await step.click();
  await expect(step).toHaveAttribute('aria-pressed', 'true');
});

test('an activity is copied in the plan, and its audience opens before the launch', async ({ page }) => {
  await signIn(page, DEMO, 'manager@levak.example');
  await open(page, `${DEMO}/campaigns/14/draft`);
  const line = page.locator('.equation a').last();
  const href = await line.getAttribute('href');
  expect(href).toContain('of=term:');
  const contacted = Number((await page.locator('[data-contacted]').innerText()).replace(/\D/g, ''));
  await line.click();
  await page.waitForURL(/rows/);
  await expect(page.locator('main')).toContainText(contacted.toLocaleString('en'));
  await open(page, `${DEMO}/campaigns/13/plan`);
  const lines = page.locator('main ol li a[href*="/activities/"]');
  const before = await lines.count();
  await page.getByRole('button', { name: /^Copy “/ }).first().dblclick();
  await page.waitForURL(/activities\/\d+/);
  await open(page, `${DEMO}/campaigns/13/plan`);
  await expect(lines).toHaveCount(before + 1);
});

test('a card has a product, and results are told by it', async ({ page }) => {
  await signIn(page, DEMO, 'sales@levak.example');
  await open(page, `${DEMO}/sales`);
  await page.locator('[data-card] > div > button').first().click();
  const dialog = page.getByRole('dialog');
  await dialog.locator('#deal-product').selectOption({ label: 'Ice machine' });
  await dialog.getByRole('button', { name: 'Save' }).click();
  await expect(page.locator('[data-card]').first()).toContainText('Ice machine');
  await open(page, `${DEMO}/campaigns/1?by=product`);
  await expect(page.getByRole('row', { name: /FC-220 cold room/ })).toBeVisible();
});
