// Files of a campaign in the browser: sent in versions, agreed with by a colleague and by somebody outside who has a link and nothing
// else. On the demo.
import { expect, healthy, open, setLanguage, signIn, test } from '../levak';
import { DEMO } from '../servers';

test.describe.configure({ mode: 'serial' });

let files = '';

test('a file is sent, gets a second version, and a text can be typed', async ({ page }) => {
  await signIn(page, DEMO, 'marketer@levak.example');
  await open(page, `${DEMO}/campaigns`);
  await page.getByRole('link', { name: 'Food fair 2026' }).first().click();
  await page.getByRole('link', { name: 'Files', exact: true }).click();
  await expect(page.getByText('No file here yet')).toBeVisible();
  await expect(page.locator('html[data-hydrated]')).toHaveCount(1);
  files = new URL(page.url()).pathname;
  await healthy(page);
  await page.locator('#file-0').setInputFiles({ name: 'stand layout.pdf', mimeType: 'application/pdf', buffer: Buffer.from('%PDF one') });
  await page.getByRole('button', { name: 'Send the file' }).click();
  const file = page.locator('[data-file]').filter({ hasText: 'stand layout.pdf' });
  await expect(file).toHaveCount(1);
  await expect(page.locator('html[data-hydrated]')).toHaveCount(1);
  await file.getByText('A new version', { exact: true }).click();
  await file.locator('input[type=file]').setInputFiles({ name: 'stand layout 2.pdf', mimeType: 'application/pdf', buffer: Buffer.from('%PDF two') });
  await file.getByRole('button', { name: 'Send as a new version' }).click();
  await expect(file.getByText(/version 2/)).toBeVisible();
  await expect(page.locator('html[data-hydrated]')).toHaveCount(1);
  const sent = await page.request.get(DEMO + (await file.getByRole('link', { name: 'stand layout.pdf', exact: true }).getAttribute('href')));
  expect(await sent.text()).toBe('%PDF one');
  // An empty file is refused with a reason, and nothing is kept.
  await page.locator('#file-0').setInputFiles({ name: 'empty.pdf', mimeType: 'application/pdf', buffer: Buffer.from('') });
  await page.getByRole('button', { name: 'Send the file' }).click();
  await expect(page.getByRole('alert')).toContainText('nothing was changed', { ignoreCase: true });
  await expect(page.locator('[data-file]')).toHaveCount(1);
  await expect(page.locator('html[data-hydrated]')).toHaveCount(1);
  await page.getByRole('button', { name: 'Type a text instead' }).first().click();
  await page.locator('#text-name-0').fill('Minutes of the meeting');
  await page.locator('#text-0').fill('Two people at the stand, from nine.');
  await page.getByRole('button', { name: 'Send the file' }).click();
  await expect(page.locator('[data-file]')).toHaveCount(2);
  await expect(page.locator('html[data-hydrated]')).toHaveCount(1);
  await page.getByRole('button', { name: 'Remove Minutes of the meeting.txt' }).click();
  await expect(page.locator('[data-file]')).toHaveCount(1);
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect(page.locator('[data-file]')).toHaveCount(2);
  await healthy(page);
});

test('a colleague and somebody outside say whether they agree', async ({ page, browser }) => {
  await signIn(page, DEMO, 'marketer@levak.example');
  await open(page, DEMO + files);
  const file = page.locator('[data-file]').filter({ hasText: 'stand layout.pdf' });
  await file.getByRole('button', { name: 'Ask for agreement…' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('button', { name: 'Ask', exact: true }).click();
  await expect(dialog.getByText('Fill this in.').first()).toBeVisible();
  await healthy(page);
  await dialog.getByRole('checkbox', { name: 'Vesna Petrović' }).check();
  await dialog.locator('#ask-name').fill('Expo tim');
  await dialog.locator('#ask-file-note').fill('Printing begins on Monday.');
  await dialog.getByRole('button', { name: 'Ask', exact: true }).click();
  const shown = dialog.getByRole('textbox', { name: 'The link' });
  await expect(shown).toHaveValue(/\/agree\/[0-9a-f]{64}$/);
  const link = await shown.inputValue();
  await healthy(page);
  await dialog.getByRole('button', { name: 'Close' }).first().click();
  await expect(file.locator('[data-agreement]')).toHaveCount(2);

  // Somebody outside has no account; without scripts, on a phone.
  const outside = await browser.newContext({ viewport: { width: 390, height: 844 }, javaScriptEnabled: false });
  const supplier = await outside.newPage();
  await supplier.goto(link);
  await expect(supplier.getByText('Printing begins on Monday.')).toBeVisible();
  await supplier.getByRole('button', { name: 'I do not agree' }).click();
  await expect(supplier.getByRole('alert')).toBeVisible();
  await supplier.getByRole('textbox').fill('The wall is 20 cm shorter');
  await supplier.getByRole('button', { name: 'I do not agree' }).click();
  await expect(supplier.getByText('Thank you.')).toBeVisible();
  await expect(supplier.getByRole('button')).toHaveCount(0);
  await outside.close();

  const phone = await browser.newContext({ viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true });
  const manager = await phone.newPage();
  await signIn(manager, DEMO, 'manager@levak.example');
  await open(manager, `${DEMO}/approvals`);
  await manager.getByRole('link', { name: /stand layout.pdf/ }).click();
  await expect(manager.locator('html[data-hydrated]')).toHaveCount(1);
  await healthy(manager);
  await manager.getByRole('button', { name: 'I agree' }).tap();
  await manager.getByRole('dialog').getByRole('button', { name: 'Save' }).tap();
  await expect(manager.locator('[data-agreement]').filter({ hasText: 'Vesna Petrović' })).toContainText('Agreed');
  await setLanguage(phone, DEMO, 'fa');
  await manager.reload();
  await expect(manager.locator('html[data-hydrated]')).toHaveCount(1);
  await healthy(manager);
  await setLanguage(phone, DEMO, 'en');
  await phone.close();

  await page.reload();
  await expect(page.locator('html[data-hydrated]')).toHaveCount(1);
  await expect(file.getByText('The wall is 20 cm shorter')).toBeVisible();
  await healthy(page);
});

test('a page behind a link is healthy and says nothing about links that are not good', async ({ page, complaints }) => {
  const answer = await page.goto(`${DEMO}/agree/${'0'.repeat(64)}`);
  expect(answer!.status()).toBe(404);
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('This link opens nothing');
  await healthy(page);
  expect(complaints.splice(0)).toEqual([expect.stringContaining('404')]);
});
