// Rules of leads: points that say why, owners by rule; what ends a stage. On the demo.
import { expect, healthy, open, signIn, test } from '../levak';
import { DEMO } from '../servers';

test.describe.configure({ mode: 'serial' });

test('a score is made of rules and says which', async ({ page }) => {
  await signIn(page, DEMO, 'sales@levak.example');
  await open(page, `${DEMO}/sales/leads`);
  await page.getByRole('link', { name: 'Rules', exact: true }).click();
  const scores = page.locator('[data-rules=score]');
  await expect(scores.getByText('Near Belgrade')).toBeVisible();
  await scores.getByRole('button', { name: 'Add a rule' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Points').fill('many');
  await dialog.getByRole('button', { name: 'Save' }).click();
  await expect(dialog.getByText('Fill this in.').first()).toBeVisible();
  await expect(dialog.getByLabel('Name', { exact: true })).toBeFocused();
  await dialog.getByLabel('Name', { exact: true }).fill('Has a name');
  await dialog.getByRole('button', { name: 'Condition', exact: true }).click();
  await dialog.getByLabel('Field').selectOption({ label: 'Name' });
  await dialog.getByLabel('Comparison').selectOption({ label: 'has a value' });
  await expect(dialog.getByText(/Holds for [\d,]+ of [\d,]+ open leads/)).toBeVisible();
  await dialog.getByRole('button', { name: 'Save' }).click();
  await expect(dialog.getByLabel('Points')).toBeFocused();
  await dialog.getByLabel('Points').fill('1');
  await healthy(page);
  await dialog.getByRole('button', { name: 'Save' }).dblclick();
  await expect(scores.getByText('Has a name', { exact: true })).toHaveCount(1);
  await expect(scores.getByText('+1', { exact: true })).toBeVisible();
  await open(page, `${DEMO}/sales/leads`);
  await page.getByRole('link', { name: 'Score', exact: true }).click();
  await expect(page.getByRole('columnheader', { name: 'Score' })).toHaveAttribute('aria-sort', 'descending');
  const score = page.getByRole('button', { name: /^Score \d+: why / }).first();
  const points = await score.innerText();
  await score.click();
  await expect(dialog.locator('dl > div', { hasText: 'Has a name' })).toContainText('+1');
  await expect(dialog.locator('dl > div', { hasText: 'Total' })).toContainText(points);
  await healthy(page);
});

test('leads that are nobody’s go to whom the rules name', async ({ page }) => {
  await signIn(page, DEMO, 'sales@levak.example');
  await open(page, `${DEMO}/sales/rules`);
  const owners = page.locator('[data-rules=owner]');
  await owners.getByRole('button', { name: 'Add a rule' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Name', { exact: true }).fill('Fairs');
  await dialog.getByLabel('Goes to').selectOption({ label: 'Marko Lukić' });
  await dialog.getByRole('button', { name: 'Condition', exact: true }).click();
  await dialog.getByLabel('Value').fill('Niš');
  await dialog.getByRole('button', { name: 'Save' }).click();
  // Behind a rule for everybody it would never be asked.
  await expect(owners.getByRole('listitem').nth(1)).toContainText('Fairs');
  await owners.getByRole('button', { name: 'Move Fairs up' }).click();
  await expect(owners.getByRole('listitem').first()).toContainText('Fairs');
  await page.getByRole('button', { name: 'Share them out' }).click();
  await expect(dialog).toContainText(/Give \d+ leads to whom the rules name\?/);
  await healthy(page);
  await dialog.getByRole('button', { name: 'Share them out' }).dblclick();
  await expect(page.getByText(/The last time, \d+ of \d+ found an owner/)).toBeVisible({ timeout: 30_000 });
  await owners.getByRole('button', { name: 'Delete Fairs' }).click();
  await dialog.getByRole('button', { name: 'Delete' }).click();
  await expect(owners.getByText('Fairs')).toHaveCount(0);
  await healthy(page);
});

test('two people change one rule', async ({ page, browser, complaints }) => {
  await signIn(page, DEMO, 'sales@levak.example');
  await open(page, `${DEMO}/sales/rules`);
  const other = await (await browser.newContext()).newPage();
  await signIn(other, DEMO, 'manager@levak.example');
  await open(other, `${DEMO}/sales/rules`);
  for (const [who, points] of [[page, '11'], [other, '12']] as const) {
    await who.getByRole('button', { name: 'Change Near Belgrade' }).click();
    await who.getByRole('dialog').getByLabel('Points').fill(points);
  }
  await page.getByRole('dialog').getByLabel('Value').fill('Zemun');
  await page.getByRole('dialog').getByRole('button', { name: 'Save' }).click();
  await expect(page.getByRole('dialog')).toBeHidden();
  const dialog = other.getByRole('dialog');
  await dialog.getByRole('button', { name: 'Save' }).click();
  await expect(dialog.locator('#lr-points-note')).toContainText('11');
  await expect(dialog).toContainText('another condition');
  await expect(dialog.getByLabel('Points')).toBeFocused();
  await healthy(other);
  await dialog.getByRole('button', { name: 'Save' }).click();
  await expect(dialog).toBeHidden();
  await expect(other.getByText('+12', { exact: true })).toBeVisible();
  await other.context().close();
  expect(complaints).toEqual([]);
});

test('a salesperson is asked before a lead goes out of sight', async ({ page }) => {
  await signIn(page, DEMO, 'ana@levak.example');
  await open(page, `${DEMO}/sales/leads?state=new&mine=1`);
  const line = page.locator('tr[data-lead]').first();
  const name = await line.locator('a').first().innerText();
  await line.getByRole('combobox').selectOption({ label: 'Marko Lukić' });
  const dialog = page.getByRole('dialog');
  await expect(dialog).toContainText(`${name} is now with Marko Lukić?`);
  await dialog.getByRole('button', { name: 'Cancel' }).click();
  await expect(page.locator('tr[data-lead]').first().getByRole('combobox')).toHaveValue(/\d+/);
  await expect(page.locator('tr[data-lead]').first().locator('option:checked')).toHaveText('Ana Kovač');
});

test('who sees only their own leads reads the rules and changes none', async ({ page }) => {
  await signIn(page, DEMO, 'ana@levak.example');
  await open(page, `${DEMO}/sales/rules`);
  await expect(page.getByText('Near Belgrade')).toBeVisible();
  await expect(page.getByRole('button', { name: 'Add a rule' })).toHaveCount(0);
  await healthy(page);
});

test('a stage ends by what was set', async ({ page }) => {
  await signIn(page, DEMO, 'admin@levak.example');
  await open(page, `${DEMO}/settings?part=kind`);
  await page.getByRole('button', { name: /^Change / }).first().click();
  const dialog = page.getByRole('dialog');
  const stages = dialog.getByRole('group', { name: 'Stages of people' });
  await stages.getByLabel('Ends well with, 2').selectOption({ label: 'Won' });
  await stages.getByLabel('Lost after (days), 1').fill('60');
  await healthy(page);
  await dialog.getByRole('button', { name: 'Save' }).click();
  await expect(dialog).toBeHidden();
  await page.getByRole('button', { name: /^Change / }).first().click();
  await expect(stages.getByLabel('Lost after (days), 1')).toHaveValue('60');
  await expect(stages.getByLabel('Ends well with, 2').locator('option:checked')).toHaveText('Won');
  await stages.getByLabel('Lost after (days), 1').fill('');
  await stages.getByLabel('Ends well with, 2').selectOption({ index: 0 });
  await dialog.getByRole('button', { name: 'Save' }).click();
  await expect(dialog).toBeHidden();
});

test('a menu closes by Escape and by a press beside it', async ({ page }) => {
  await signIn(page, DEMO, 'admin@levak.example');
  await open(page, `${DEMO}/audience`);
  const menu = page.locator('details.dropdown', { hasText: 'Columns' });
  const button = menu.locator('summary');
  await button.click();
  await expect(menu).toHaveAttribute('open', '');
  await page.keyboard.press('Escape');
  await expect(menu).not.toHaveAttribute('open', '');
  await expect(button).toBeFocused();
  await button.click();
  await page.locator('h1').click();
  await expect(menu).not.toHaveAttribute('open', '');
});
