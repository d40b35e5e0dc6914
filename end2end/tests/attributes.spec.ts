// Attributes of people and organisations: defined, filled by hand, asked for, shown in the table and in its file. On the
// demo; requirement P3.
import { expect, healthy, open, signIn, test } from '../levak';
import { DEMO } from '../servers';

test.describe.configure({ mode: 'serial' });

test('an attribute is a choice of several options', async ({ page }) => {
  await signIn(page, DEMO, 'admin@levak.example');
  await open(page, `${DEMO}/settings?part=attribute`);
  await expect(page.getByText('Low, Medium, High')).toBeVisible();
  await page.getByRole('button', { name: 'Add', exact: true }).click();
  const dialog = page.getByRole('dialog');
  await dialog.locator('#c-name').fill('Interests');
  await dialog.locator('#c-kind').selectOption({ label: 'Several of a list' });
  await dialog.getByLabel('Option, 1').fill('Chillers');
  await dialog.getByRole('button', { name: 'Option', exact: true }).click();
  await dialog.getByLabel('Option, 2').fill('chillers');
  await dialog.getByRole('button', { name: 'Save' }).click();
  await expect(dialog.locator('#c-stage-1-note')).not.toHaveText('');
  await healthy(page);
  await dialog.getByLabel('Option, 2').fill('Service');
  await dialog.getByRole('button', { name: 'Save' }).dblclick();
  await expect(page.getByText('Chillers, Service')).toHaveCount(1);
});

test('values are filled by hand, asked for, and stand in the file', async ({ page }) => {
  await signIn(page, DEMO, 'marketer@levak.example');
  await open(page, `${DEMO}/people/3`);
  const dialog = page.getByRole('dialog');
  await page.getByRole('button', { name: 'Edit' }).click();
  await dialog.getByRole('group', { name: 'Interests' }).getByLabel('Service').check();
  await dialog.getByLabel('Upsell potential').selectOption('High');
  await dialog.getByLabel('Cold rooms').fill('many');
  await healthy(page);
  await dialog.getByRole('button', { name: 'Save' }).click();
  await expect(dialog.getByText('Write a number, such as').first()).toBeVisible();
  await dialog.getByLabel('Cold rooms').fill('12');
  await dialog.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByText('Person saved')).toBeVisible();
  const facts = page.getByRole('complementary');
  await expect(facts).toContainText('InterestsService');
  await expect(facts).toContainText('Cold rooms12');
  await page.getByRole('link', { name: /./ }).and(page.locator('a[href^="/accounts/"]')).first().click();
  await page.getByRole('button', { name: 'Edit' }).click();
  await dialog.getByLabel('Industry').selectOption('Health');
  await dialog.getByLabel('Region').fill('Vojvodina');
  await dialog.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByRole('complementary')).toContainText('IndustryHealth');
  await healthy(page);

  await open(page, `${DEMO}/audience`);
  await page.getByRole('button', { name: 'Filter', exact: true }).click();
  await page.getByRole('button', { name: 'Condition', exact: true }).click();
  await page.getByLabel('Field').selectOption({ label: 'Interests' });
  await page.getByLabel('Value').selectOption('Service');
  await expect(page.getByText('Interests is Service')).toBeVisible();
  await expect(page.locator('tbody tr')).toHaveCount(1);
  await page.getByText('Columns').click();
  await page.getByLabel('Industry').check();
  await expect(page.getByRole('cell', { name: 'Health' })).toBeVisible();
  const file = await page.getByRole('link', { name: 'Export' }).getAttribute('href');
  const text = await (await page.request.get(DEMO + file!)).text();
  expect(text.split('\r\n')[0]).toContain('"Industry"');
  expect(text.split('\r\n')[1]).toContain('"Health"');
});
