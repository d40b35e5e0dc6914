// Money in the browser: lines as in a spreadsheet, a budget that stops, a plan approved on a phone and kept as it was. On the demo.
import { day, expect, healthy, open, setLanguage, signIn, test } from '../levak';
import { DEMO } from '../servers';

test.describe.configure({ mode: 'serial' });

let campaign = '';

test('lines are pasted, wrong ones say why, cells are typed by keyboard and taken back', async ({ page }) => {
  await signIn(page, DEMO, 'marketer@levak.example');
  const answer = await page.context().request.post(`${DEMO}/api/campaigns/plan-save`, {
    headers: { origin: DEMO },
    data: {
      request: `money-${Date.now()}`,
      plan: { id: null, version: 0, name: 'Stand in Niš', goal: '', kind: null, line: null, owner: null, first_day: day(20), last_day: day(50), targets: [['revenue', '9000']] },
    },
  });
  expect(answer.ok(), `${answer.status()} ${await answer.text()}`).toBeTruthy();
  await open(page, `${DEMO}/campaigns?q=Stand`);
  const link = page.getByRole('link', { name: 'Stand in Niš' }).first();
  campaign = ((await link.getAttribute('href')) ?? '').match(/\/campaigns\/\d+/)?.[0] ?? '';
  await open(page, `${DEMO}${campaign}/costs`);
  await healthy(page);
  await page.getByRole('button', { name: 'Paste rows' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Rows').fill('Stand\tExpo tim\t1 job\t840\nFlyers\tŠtamparija Vračar\tmany\t0.32\nPostage\tPošta\t420 pcs\t2.20');
  await expect(dialog.getByText('2 rows are right.')).toBeVisible();
  await expect(dialog.getByText('1 row is wrong and stays here.')).toBeVisible();
  await expect(dialog.getByRole('cell', { name: /^Quantity: / })).toBeVisible();
  await dialog.getByRole('button', { name: 'Add 2 lines' }).click();
  await expect(dialog.getByLabel('Rows')).toHaveValue(/Flyers/);
  await dialog.getByLabel('Rows').fill('Flyers\tŠtamparija Vračar\t1000 pcs\t0.32');
  await dialog.getByRole('button', { name: 'Add 1 line' }).click();
  // 840 + 420 x 2.20 + 1,000 x 0.32
  const total = page.getByRole('rowheader', { name: '3 lines, EUR' }).locator('xpath=..');
  await expect(total).toContainText('2,084');
  const row = page.getByRole('row').filter({ has: page.getByRole('gridcell', { name: 'Postage', exact: true }) });
  const price = row.getByRole('gridcell').nth(3);
  await price.click();
  await page.keyboard.type('2.5');
  await page.keyboard.press('Enter');
  await expect(total).toContainText('2,210');
  await price.click();
  await page.keyboard.press('F2');
  await page.keyboard.type('x');
  await page.keyboard.press('Enter');
  await expect(price).toHaveAttribute('aria-invalid', 'true');
  await expect(page.getByText('1 line is not stored yet: mend the marked cell.')).toBeVisible();
  await price.click();
  await page.keyboard.type('2.5');
  await page.keyboard.press('Enter');
  await expect(price).not.toHaveAttribute('aria-invalid', 'true');
  await price.click();
  // What was typed again without a change is no step of its own.
  await page.keyboard.press('Control+z');
  await expect(total).toContainText('2,084');
  await page.reload();
  await expect(page.getByRole('rowheader', { name: '3 lines, EUR' }).locator('xpath=..')).toContainText('2,084');
  // Without a mouse: the Tab key comes to one cell, the first; from there the arrows lead, a double click writes, Escape takes back.
  const stop = page.getByRole('grid').locator('td[tabindex="0"]');
  await expect(stop).toHaveCount(1);
  // As they were pasted.
  await expect(stop).toHaveText('Stand');
  await page.getByRole('grid').getByRole('button').first().focus();
  await page.keyboard.press('Tab');
  await expect(stop).toBeFocused();
  await page.keyboard.press('ArrowDown');
  await expect(page.getByRole('gridcell', { name: 'Postage', exact: true })).toBeFocused();
  await expect(stop).toHaveText('Postage');
  await price.dblclick();
  await expect(price.getByRole('textbox')).toHaveValue('2.2');
  await page.keyboard.type('9');
  await page.keyboard.press('Escape');
  await expect(price).toBeFocused();
  await expect(price).toContainText('2.20');
  // A line is typed through though each of its cells is stored meanwhile and its row drawn anew.
  await page.getByRole('gridcell', { name: 'Type an article to add a line' }).first().click();
  for (const typed of ['Banner', 'Expo tim', '3', '10']) {
    await page.keyboard.type(typed, { delay: 20 });
    await page.keyboard.press('Tab');
    await expect(page.getByRole('rowheader', { name: '4 lines, EUR' })).toBeVisible();
    await expect(page.getByText('Storing…')).toHaveCount(0);
    await expect(page.locator('td:focus')).toHaveCount(1);
  }
  const banner = page.getByRole('row').filter({ has: page.getByRole('gridcell', { name: 'Banner', exact: true }) });
  await expect(banner).toContainText('Expo tim');
  await expect(banner.getByRole('gridcell').nth(4)).toHaveText('30');
  await page.keyboard.press('Control+Delete');
  await expect(page.getByRole('rowheader', { name: '3 lines, EUR' })).toBeVisible();
  // What is wrong is still there after another page was read.
  await price.click();
  await page.keyboard.type('x');
  await page.keyboard.press('Enter');
  await expect(page.locator('[data-wrong]')).toContainText('Postage');
  await page.getByRole('link', { name: 'Plan', exact: true }).click();
  await page.waitForURL(/\/plan$/);
  await page.getByRole('link', { name: 'Costs', exact: true }).click();
  await expect(page.locator('[data-wrong]')).toContainText('Postage');
  await price.click();
  await page.keyboard.type('2.2');
  await page.keyboard.press('Enter');
  await expect(page.locator('[data-wrong]')).toHaveCount(0);
});

test('a budget that stops names itself, and whoever may goes on with a reason', async ({ page }) => {
  await signIn(page, DEMO, 'manager@levak.example');
  await open(page, `${DEMO}/budget`);
  await healthy(page);
  await page.getByRole('button', { name: 'New budget' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('button', { name: 'Save' }).click();
  await expect(dialog.getByText('Fill this in.').first()).toBeVisible();
  await dialog.locator('#budget-name').fill('Niš');
  await dialog.locator('#budget-limit').fill('500');
  await dialog.locator('#budget-guard_plan').selectOption('allow');
  await dialog.locator('#budget-campaign').selectOption({ label: 'Stand in Niš' });
  await healthy(page);
  await dialog.getByRole('button', { name: 'Save' }).dblclick();
  await expect(page.getByRole('link', { name: 'Niš', exact: true })).toHaveCount(1);
  await open(page, `${DEMO}${campaign}/costs`);
  const row = page.getByRole('row').filter({ has: page.getByRole('gridcell', { name: 'Stand', exact: true }) });
  const committed = row.getByRole('gridcell').nth(5);
  const commit = async (amount: string) => {
    await committed.click();
    await page.keyboard.type(amount);
    await page.keyboard.press('Enter');
  };
  // 520 is 20 over 500, of which 5 % may be gone over.
  await commit('520');
  const banner = page.locator('[data-over]');
  await expect(banner).toContainText('Niš');
  await expect(banner).toContainText('€20');
  await healthy(page);
  await banner.getByRole('button').last().click();
  await dialog.locator('#over-reason').fill('The hall raised its prices');
  await dialog.getByRole('button').last().click();
  await expect(banner).toHaveCount(0);
  await expect(committed).toContainText('520');
  // 600 is more than the role may.
  await commit('600');
  await expect(banner).toContainText('€100');
  await expect(banner.getByRole('button')).toHaveCount(1);
  await banner.getByRole('button').click();
  await expect(committed).toContainText('520');
  await open(page, `${DEMO}/budget`);
  await page.getByRole('link', { name: 'Niš', exact: true }).click();
  await expect(page.getByText('The hall raised its prices')).toBeVisible();
  await healthy(page);
});

test('the plan waits, stands still, and is approved on a phone', async ({ page, browser }) => {
  await signIn(page, DEMO, 'marketer@levak.example');
  await open(page, `${DEMO}${campaign}/costs`);
  await page.getByRole('button', { name: 'Submit for approval' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.locator('#ask-note').fill('The stand has to be booked this week.');
  await healthy(page);
  await dialog.getByRole('button', { name: 'Submit for approval' }).dblclick();
  await expect(page.getByText('The plan waits for approval, so what is planned stands still.')).toBeVisible();

  const phone = await browser.newContext({ viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true });
  const manager = await phone.newPage();
  await signIn(manager, DEMO, 'manager@levak.example');
  await setLanguage(phone, DEMO, 'fa');
  await open(manager, `${DEMO}/approvals`);
  await healthy(manager);
  await manager.getByRole('link', { name: /Stand in Niš/ }).first().click();
  await expect(manager.getByText('The stand has to be booked this week.')).toBeVisible();
  await healthy(manager);
  await setLanguage(phone, DEMO, 'en');
  await manager.reload();
  await expect(manager.locator('html[data-hydrated]')).toHaveCount(1);
  const request = new URL(manager.url()).pathname;
  await manager.getByRole('button', { name: 'Approve', exact: true }).tap();
  // It is stored once the next one, or the list, is there.
  await manager.waitForURL((url) => url.pathname !== request);
  await open(manager, `${DEMO}${campaign}/baselines`);
  await expect(manager.getByText(/approved/i).first()).toBeVisible();
  await healthy(manager);
  await phone.close();

  // What changes afterwards stands against what was promised.
  await open(page, `${DEMO}${campaign}/costs`);
  const row = page.getByRole('row').filter({ has: page.getByRole('gridcell', { name: 'Postage', exact: true }) });
  await row.getByRole('gridcell').nth(3).click();
  await page.keyboard.type('2.5');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('rowheader', { name: '3 lines, EUR' }).locator('xpath=..')).toContainText('2,210');
  await open(page, `${DEMO}${campaign}/baselines`);
  await expect(page.getByText('€2,084').first()).toBeVisible();
  await expect(page.getByText('€126', { exact: false }).first()).toBeVisible();
  await healthy(page);
});
