// Whom an activity addresses: rules that are not whole, one at each organisation, everybody by the channel they prefer, work
// by free time; rows that an import left out; competitors and control figures. On the demo.
import { expect, healthy, open, signIn, test } from '../levak';
import { DEMO } from '../servers';

test.describe.configure({ mode: 'serial' });

test('a condition without its value is not gone on without', async ({ page }) => {
  await signIn(page, DEMO, 'marketer@levak.example');
  await open(page, `${DEMO}/campaigns/new`);
  await page.locator('#draft-name').fill('Kitchens');
  await page.getByRole('button', { name: 'Condition', exact: true }).click();
  await page.getByRole('button', { name: 'Save and go on' }).click();
  await expect(page.getByText('Fill this in.').first()).toBeVisible();
  await expect(page.locator('#draft-name')).toBeVisible();
  await page.getByLabel('Field').selectOption({ label: 'Organisation' });
  await page.getByLabel('Comparison').selectOption({ label: 'starts with' });
  await page.getByLabel('Value').fill('Hotel');
  await page.getByLabel('Value').press('Enter');
  await page.getByLabel('One person at each organisation').check();
  await page.getByRole('button', { name: 'Save and go on' }).click();
  await expect(page.getByText('somebody else at the organisation')).toBeVisible();
  await healthy(page);
});

test('everybody is addressed by the channel they prefer', async ({ page }) => {
  await signIn(page, DEMO, 'marketer@levak.example');
  await open(page, `${DEMO}/campaigns/new`);
  await page.locator('#draft-name').fill('Winter prices');
  await page.getByRole('button', { name: 'Save and go on' }).click();
  const people = await page.locator('[data-contacted]').innerText();
  expect(Number(people.replace(/\D/g, ''))).toBeGreaterThan(1000);
  await page.getByRole('button', { name: 'Each by the channel they prefer' }).dblclick();
  await page.waitForURL(/campaigns\/\d+\/plan/);
  for (const name of ['Winter prices', 'Winter prices: E-mails', 'Winter prices: Letters']) {
    await expect(page.getByRole('link', { name, exact: true })).toHaveCount(1);
  }
  await healthy(page);
  await page.getByRole('link', { name: 'Winter prices: Letters', exact: true }).click();
  await expect(page.getByLabel('Letter', { exact: true })).toBeChecked();
  await page.getByRole('button', { name: 'Save and go on' }).click();
  await page.waitForURL(/activities\/\d+\?step=2/);
  await expect(page.getByRole('button', { name: 'Each by the channel they prefer' })).toBeHidden();
  await page.getByRole('button', { name: 'Save and go on' }).click();
  await page.getByText('By free time').click();
  await expect(page.getByText('In proportion to the working time')).toBeVisible();
  await page.getByLabel('Ana Kovač', { exact: true }).check();
  await healthy(page);
});

test('an opportunity names its competitors', async ({ page }) => {
  await signIn(page, DEMO, 'sales@levak.example');
  await open(page, `${DEMO}/sales`);
  const title = page.locator('[data-card] button').first();
  await title.click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('NordKühl').check();
  await healthy(page);
  await dialog.getByRole('button', { name: 'Save' }).click();
  await expect(page.locator('[data-card]').first()).toContainText('NordKühl');
});

test('a stage has a control figure', async ({ page }) => {
  await signIn(page, DEMO, 'admin@levak.example');
  await open(page, `${DEMO}/settings?part=kind`);
  await page.getByRole('button', { name: /^Change / }).first().click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Control figure, %, 2').first().fill('101');
  await dialog.getByRole('button', { name: 'Save' }).click();
  await expect(dialog.locator('#c-stage-probability-1-note')).not.toHaveText('');
  await healthy(page);
});

test('rows that were left out come as a file that can be sent again', async ({ page }) => {
  await signIn(page, DEMO, 'admin@levak.example');
  await open(page, `${DEMO}/audience/imports/new`);
  await page.locator('input[type=file]').setInputFiles({ name: 'crm.csv', mimeType: 'text/csv', buffer: Buffer.from('id,name,email\n1,Zora Zorić,zora@example.rs\n2,Zvonko,nowhere\n') });
  await page.getByRole('button', { name: 'Send the file' }).click();
  await page.waitForURL(/imports\/\d+/);
  await page.getByRole('button', { name: 'Check the file' }).click();
  const link = page.getByRole('link', { name: 'All with reasons' });
  await expect(link).toBeVisible();
  const file = await page.request.get(new URL((await link.getAttribute('href'))!, DEMO).toString());
  expect(await file.text()).toContain('"2","Zvonko","nowhere","3","email (nowhere): An e-mail address has an @."');
});
