// The whole story of a year in the browser: a budget by methods beside the sum from below, back from the goal to a campaign, its plan
// approved on a phone as part of the year's, and afterwards the promise unchanged beside what is planned, committed and expected now.
// On the demo, whose own year is the one that has already begun.
import { expect, healthy, open, signIn, test } from '../levak';
import { DEMO } from '../servers';

test('from the goal of a year to its promise, which stands', async ({ page, browser }) => {
  test.setTimeout(120_000);
  await signIn(page, DEMO, 'marketer@levak.example');
  await open(page, `${DEMO}/budget/goal`);
  await page.locator('#back-goal').fill('100000');
  await page.getByRole('button', { name: 'Calculate' }).click();
  await page.getByRole('button', { name: 'Make a draft campaign' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.locator('#back-name').fill('The goal of the year');
  await dialog.getByRole('button', { name: 'Make a draft campaign' }).click();
  await page.waitForURL(/\/campaigns\/\d+\/plan/);
  const campaign = new URL(page.url()).pathname.replace('/plan', '');
  const next = new Date().getFullYear() + 1;
  await expect(page.locator('html[data-hydrated]')).toHaveCount(1);
  await page.getByRole('button', { name: 'Edit', exact: true }).first().click();
  await dialog.locator('#plan-first').fill(`${next}-03-01`);
  await dialog.locator('#plan-last').fill(`${next}-06-30`);
  await dialog.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByText('Campaign saved')).toBeVisible();

  // The manager weighs methods against the sum from below and makes a budget of the chosen one.
  const office = await browser.newContext({ viewport: { width: 1440, height: 900 } });
  const desk = await office.newPage();
  await signIn(desk, DEMO, 'manager@levak.example');
  await open(desk, `${DEMO}/budget/methods?year=${next}`);
  await desk.locator('#method-revenue').fill('100000');
  await desk.locator('#method-revenue_share').fill('6');
  await desk.getByRole('button', { name: 'Calculate and store' }).click();
  // 100,000 x 6 %.
  await expect(desk.locator('[data-method="revenue"]')).toContainText('6,000');
  await desk.locator('[data-method="revenue"]').getByRole('button').click();
  await desk.getByRole('dialog').locator('#method-reason').fill('As much as the goal can carry');
  await desk.getByRole('dialog').getByRole('button', { name: 'Choose', exact: true }).click();
  await expect(desk.locator('[data-choice]').first()).toContainText('As much as the goal can carry');
  await desk.locator('[data-choice]').first().getByRole('link', { name: 'Make it a budget' }).click();
  await expect(desk.getByRole('dialog').locator('#budget-limit')).toHaveValue('6000');
  await desk.getByRole('dialog').locator('#budget-name').fill('The year ahead');
  await desk.getByRole('dialog').getByRole('button', { name: 'Save' }).click();
  await expect(desk.getByRole('link', { name: 'The year ahead' })).toHaveCount(1);

  // One plan, one question, one screen on the phone.
  await open(page, `${DEMO}/plans?year=${next}`);
  await page.getByRole('button', { name: 'New plan' }).click();
  await dialog.locator('#plan-name').fill('The year of the goal');
  await dialog.locator('#plan-first').fill(`${next}-01-01`);
  await dialog.locator('#plan-last').fill(`${next}-12-31`);
  await dialog.getByRole('searchbox').fill('The goal of the year');
  await dialog.getByRole('checkbox', { name: /The goal of the year/ }).check();
  await dialog.getByRole('checkbox', { name: /The year ahead/ }).check();
  await dialog.getByRole('button', { name: 'Save' }).click();
  await page.getByRole('link', { name: 'The year of the goal' }).click();
  await expect(page.locator('html[data-hydrated]')).toHaveCount(1);
  const plan = new URL(page.url()).pathname;
  await page.getByRole('button', { name: 'Submit for approval' }).click();
  await dialog.getByRole('button', { name: 'Submit for approval' }).click();
  await expect(page.getByRole('link', { name: 'Waits for approval' })).toBeVisible();
  const phone = await browser.newContext({ viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true });
  const lift = await phone.newPage();
  await signIn(lift, DEMO, 'manager@levak.example');
  await open(lift, `${DEMO}/approvals`);
  await lift.getByRole('link', { name: /The year of the goal/ }).first().click();
  await expect(lift.locator('html[data-hydrated]')).toHaveCount(1);
  await expect(lift.getByText('The year ahead').first()).toBeVisible();
  const asked = lift.url();
  await lift.getByRole('button', { name: 'Approve', exact: true }).tap();
  await lift.waitForURL((url) => url.href !== asked);
  await phone.close();

  // Half a year later more was ordered than was meant: the promise stands, what is expected moves.
  await page.reload();
  const cost = page.locator('[data-figure="cost"]');
  const promised = await cost.innerText();
  expect(promised).toMatch(/\d/);
  await open(page, `${DEMO}${campaign}/costs`);
  // What the goal asks for goes by what the demo has sold by now, so other tests move it.
  const planned = async (lines: string) => {
    const row = await page.getByRole('row').filter({ has: page.getByRole('rowheader', { name: lines }) }).innerText();
    return Math.round(Number(/[\d,]+\.?\d*/.exec(row.replace(lines, ''))?.[0].replace(/,/g, '')) * 100);
  };
  const before = await planned('1 line, EUR');
  await page.getByRole('button', { name: 'Paste rows' }).click();
  await dialog.getByLabel('Rows').fill('Late fee\t\t1 job\t21');
  await dialog.getByRole('button', { name: 'Add 1 line' }).click();
  await expect(dialog).toHaveCount(0);
  // The budget of the year warns by name; whoever goes on says why.
  const banner = page.locator('[data-over]');
  await expect(banner).toContainText('The year ahead');
  await banner.getByRole('button').last().click();
  await dialog.locator('#over-reason').fill('The printer was late, not we');
  await dialog.getByRole('button').last().click();
  await expect(banner).toHaveCount(0);
  await expect.poll(() => planned('2 lines, EUR')).toBe(before + 2100);
  await page.reload();
  await expect(page.getByRole('gridcell', { name: 'Late fee', exact: true })).toBeVisible();
  await open(page, `${DEMO}${plan}`);
  await expect(page.getByText('€21 dearer than approved in v1')).toBeVisible();
  expect(await cost.innerText()).toBe(promised);
  await healthy(page);
  await desk.close();
  await office.close();

  // The year that has begun says for the whole and for each campaign what was promised, what came, what is to be expected, and why.
  await open(page, `${DEMO}/plans?year=${next - 1}`);
  await page.getByRole('link', { name: `Marketing ${next - 1}` }).click();
  await expect(page.getByRole('columnheader', { name: 'Expected' })).toBeVisible();
  await page.getByRole('link', { name: 'Campaign', exact: true }).click();
  await page.getByRole('rowheader', { name: /Hotels of the coast/ }).getByRole('link').click();
  await expect(page.locator('[data-why]')).toBeVisible();
});
