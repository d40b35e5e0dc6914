// A campaign as marketing runs it: a letter, a call that follows it, tasks, sending, responses, sharing out, handing over.
// On the demo; issue 3.
import { Page } from '@playwright/test';
import { day, expect, healthy, open, signIn, test } from '../levak';
import { DEMO } from '../servers';

test.describe.configure({ mode: 'serial' });

let campaign = '';

/** Keeps requests to an address on their way until the answer is called. */
async function hold(page: Page, address: string): Promise<() => void> {
  let release = () => {};
  const held = new Promise<void>((resolve) => (release = resolve));
  await page.route(address, async (route) => {
    await held;
    await route.continue();
  });
  return () => release();
}

async function onward(page: Page) {
  await page.getByRole('button', { name: 'Save and go on' }).click();
}

test('a campaign gets a letter and a call that follows it', async ({ page }) => {
  await signIn(page, DEMO, 'marketer@levak.example');
  await open(page, `${DEMO}/campaigns`);
  await page.getByRole('button', { name: 'New campaign' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('button', { name: 'Make the campaign' }).click();
  await expect(dialog.locator('#plan-name-note')).toHaveText('Fill this in.');
  await dialog.locator('#plan-name').fill('Winter service');
  await dialog.locator('#plan-goal').fill('Forty contracts before the frost.');
  await dialog.getByRole('button', { name: 'Make the campaign' }).click();
  await page.waitForURL(/campaigns\/\d+\/plan/);
  campaign = page.url().replace('/plan', '');
  await healthy(page);

  await page.getByRole('link', { name: 'Activity', exact: true }).click();
  await page.locator('#draft-name').fill('Letter');
  await page.getByRole('button', { name: 'Condition', exact: true }).click();
  await page.getByLabel('Field').selectOption({ label: 'Place' });
  await page.getByLabel('Value').fill('Rijeka');
  await page.getByLabel('Value').press('Enter');
  await onward(page);
  await page.getByLabel('Letters').check();
  await page.locator('#subject').fill('Before the frost');
  await page.locator('#script').fill('Dear {nmae},');
  await onward(page);
  await expect(page.getByText('A personal field here is not known').first()).toBeVisible();
  await page.locator('#script').fill('Dear {name|Sir or Madam}, we look after your units.');
  await expect(page.locator('figure')).toContainText('Dear Vesna Marić, we look after');
  await healthy(page);
  await onward(page);
  await page.locator('#first-day').fill(day(0));
  await page.locator('#first-day').press('Tab');
  await page.locator('#last-day').fill(day(20));
  await page.locator('#last-day').press('Tab');
  await page.getByLabel('Jelena Savić', { exact: true }).check();
  await expect(page.locator('tr[data-seller="Jelena Savić"]')).toBeVisible();
  await page.getByLabel('By shares').check();
  await expect(page.getByText('In the proportion of the shares')).toBeVisible();
  await page.getByLabel('Article, 1').fill('Printing');
  await page.getByLabel('Quantity, 1').fill('100');
  await page.getByLabel('Price, 1').fill('1.50');
  await page.getByRole('button', { name: 'To the plan' }).click();
  await page.waitForURL(/plan$/);
  await expect(page.getByText('1 activity, planned cost €150')).toBeVisible();

  await page.getByRole('link', { name: 'Activity', exact: true }).click();
  await page.locator('#draft-name').fill('Follow-up call');
  await onward(page);
  await page.locator('#after').selectOption({ label: 'Letter' });
  await page.locator('#after-days').fill('15');
  await onward(page);
  await page.getByLabel('To a queue').check();
  await expect(page.getByText('Nobody gets it at first')).toBeVisible();
  await page.getByRole('button', { name: 'To the plan' }).click();
  await page.waitForURL(/plan$/);
  await expect(page.getByText('15 days after “Letter”, for those who did not answer')).toBeVisible();
});

test.describe('on a slow network', () => {
  // A worker would fetch for the page, where nothing can be held.
  test.use({ serviceWorkers: 'block' });

  test('what is typed while a draft is saved, or when its page is left, is kept', async ({ page, complaints }) => {
    await signIn(page, DEMO, 'marketer@levak.example');
    await open(page, `${DEMO}/campaigns/new`);
    const name = page.locator('#draft-name');
    await name.fill('Quick');
    let release = await hold(page, '**/api/campaigns/draft-save');
    await page.getByRole('button', { name: 'Save and go on' }).click();
    await name.fill('Quick round');
    release();
    await page.waitForURL(/draft\?step=2$/);
    const first = page.url().replace('step=2', 'step=1');
    await open(page, first);
    await expect(name).toHaveValue('Quick round');

    // A pause in typing saves; more is typed while that is on its way, and the page is left.
    release = await hold(page, '**/api/campaigns/draft-save');
    const sent = page.waitForRequest('**/api/campaigns/draft-save');
    await name.fill('Quick round of calls');
    await sent;
    const kept = page.waitForResponse((r) => r.url().endsWith('draft-save') && (r.request().postData() ?? '').includes('spring'));
    await name.fill('Quick round of spring');
    await page.getByRole('link', { name: 'Audience' }).first().click();
    await page.waitForURL(/audience/);
    release();
    expect((await kept).ok()).toBe(true);
    await open(page, first);
    await expect(name).toHaveValue('Quick round of spring');

    // Half a cost line that is typed while a saving is on its way is not sent, and nobody is taken away from it.
    await page.clock.install();
    await open(page, first.replace('step=1', 'step=3'));
    const drafts: string[] = [];
    page.on('request', (request) => {
      if (request.url().endsWith('draft-save')) drafts.push(request.postData() ?? '');
    });
    release = await hold(page, '**/api/campaigns/draft-save');
    const whole = page.waitForRequest('**/api/campaigns/draft-save');
    await page.getByLabel('Article, 1').fill('Printing');
    await page.getByLabel('Quantity, 1').fill('10');
    await page.getByLabel('Price, 1').fill('3');
    await page.clock.runFor(1000);
    await whole;
    await page.getByLabel('Price, 1').fill('');
    await page.clock.runFor(1000);
    const answered = page.waitForResponse('**/api/campaigns/draft-save');
    release();
    await answered;
    await page.clock.runFor(1000);
    await expect(page.getByLabel('Price, 1')).toBeFocused();
    const mended = page.waitForResponse((r) => r.url().endsWith('draft-save') && (r.request().postData() ?? '').includes('"4"'));
    await page.getByLabel('Price, 1').fill('4');
    await page.clock.runFor(1000);
    expect((await mended).ok()).toBe(true);
    expect(drafts).toHaveLength(2);
    await expect(page.getByRole('alert')).toHaveCount(0);
    await page.getByRole('button', { name: 'Delete the draft' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Delete the draft' }).click();
    await page.waitForURL(/campaigns$/);
    complaints.splice(0, complaints.length, ...complaints.filter((c) => !/Registration blocked by Playwright/i.test(c)));
  });
});

test('a task is added, done in one tap, and taken back', async ({ page }) => {
  await signIn(page, DEMO, 'marketer@levak.example');
  await open(page, `${campaign}/plan`);
  await page.getByRole('button', { name: 'Add a task' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.locator('#task-title').fill('Print the letters');
  await dialog.getByRole('button', { name: 'Save' }).click();
  await expect(dialog.locator('#task-due-note')).toHaveText('Fill this in.');
  await dialog.locator('#task-due').fill(day(0));
  await dialog.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByText('1 task is open')).toBeVisible();
  await open(page, `${DEMO}/today`);
  await page.getByRole('button', { name: 'Finish Print the letters' }).click();
  await expect(page.getByText('Done: Print the letters')).toBeVisible();
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect(page.getByRole('button', { name: 'Finish Print the letters' })).toBeVisible();
});

test('it is launched, printed, marked as sent, and answered', async ({ page, context }) => {
  await signIn(page, DEMO, 'marketer@levak.example');
  await open(page, `${campaign}/plan`);
  await page.getByRole('button', { name: 'Launch…' }).click();
  await expect(page.getByRole('dialog')).toContainText('follows by itself');
  await page.getByRole('dialog').getByRole('button', { name: 'Launch', exact: true }).dblclick();
  await page.waitForURL(/campaigns\/\d+$/);
  await expect(page.getByText('Running').first()).toBeVisible();
  await page.getByRole('link', { name: 'Letter', exact: true }).click();
  await page.waitForURL(/work/);
  const letters = await context.request.get(await page.getByRole('link', { name: 'Letters for printing' }).evaluate((a: HTMLAnchorElement) => a.href));
  const text = await letters.text();
  expect(text).toContain('we look after your units.');
  const sheets = text.split('<article>').length - 1;
  const csv = await context.request.get(await page.getByRole('link', { name: 'Addresses as CSV' }).evaluate((a: HTMLAnchorElement) => a.href));
  expect((await csv.text()).trim().split('\r\n').length - 1).toBe(sheets);
  await page.getByRole('button', { name: 'Mark as sent' }).click();
  await healthy(page);
  await page.getByRole('dialog').getByRole('button', { name: 'Mark as sent' }).dblclick();
  await expect(page.getByText('Nothing is open.')).toBeVisible();

  await open(page, `${campaign}/responses`);
  await page.getByRole('button', { name: 'Record a response' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('button', { name: 'Save' }).click();
  await expect(dialog.locator('#r-name-note')).toHaveText('Fill this in.');
  await dialog.locator('#r-name').fill('Somebody of the fair');
  await dialog.locator('#r-contact').fill('fair@example.hr');
  await dialog.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByText('Response recorded')).toBeVisible();
  await healthy(page);
  await page.getByRole('button', { name: 'Who is it?' }).click();
  await page.getByRole('button', { name: 'Make a new person' }).click();
  await expect(page.getByText('The response has its person now')).toBeVisible();
  await open(page, campaign);
  await expect(page.locator('[data-figure=new_leads]')).toContainText('1');
  await page.getByRole('link', { name: 'By person' }).click();
  await expect(page.getByRole('row', { name: /Jelena Savić/ })).toBeVisible();
});

test('a copy begins later and holds no results', async ({ page }) => {
  await signIn(page, DEMO, 'marketer@levak.example');
  await open(page, `${campaign}/plan`);
  await page.getByRole('button', { name: 'Copy…' }).click();
  await page.locator('#copy-name').fill('Winter service, next year');
  await page.locator('#copy-first').fill('2027-11-02');
  await page.getByRole('dialog').getByRole('button', { name: 'Make the copy' }).click();
  await expect(page.getByRole('heading', { name: 'Winter service, next year' })).toBeVisible();
  await expect(page.getByText('The first begins on 2 Nov 2027.')).toBeVisible();
  await page.getByRole('button', { name: 'Delete the draft' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Delete the draft' }).click();
  await page.waitForURL(/campaigns$/);
});

test('a note mentions a colleague, who finds it in Today', async ({ page, browser, complaints }) => {
  await signIn(page, DEMO, 'marketer@levak.example');
  await open(page, `${DEMO}/people/5`);
  await page.getByPlaceholder('Write a note').fill('Please call, @Mar');
  await page.getByRole('button', { name: '@Marko Lukić' }).click();
  await page.getByRole('button', { name: 'Add the note' }).click();
  await expect(page.locator('li', { hasText: '@Marko Lukić' })).toBeVisible();
  await healthy(page);
  const context = await browser.newContext({ viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true });
  const phone = await context.newPage();
  await signIn(phone, DEMO, 'marko@levak.example');
  await open(phone, `${DEMO}/today`);
  await expect(phone.getByText('Please call, @Marko Lukić')).toBeVisible();
  await healthy(phone);
  await phone.getByRole('button', { name: 'Seen' }).first().tap();
  await expect(phone.getByText('Please call, @Marko Lukić')).toBeHidden();
  expect(complaints).toEqual([]);
  await context.close();
});

test('the administrator changes a pipeline, and work passes from one to another', async ({ page }) => {
  await signIn(page, DEMO, 'admin@levak.example');
  await open(page, `${DEMO}/settings?part=pipeline`);
  await page.getByRole('button', { name: 'Change Sales' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('button', { name: 'Stage', exact: true }).click();
  await dialog.locator('#c-stage-5').fill('Contract');
  await dialog.locator('#c-stage-probability-5').fill('101');
  await dialog.getByRole('button', { name: 'Save' }).click();
  await expect(dialog.locator('#c-stage-probability-5-note')).toHaveText('This is too large.');
  await dialog.locator('#c-stage-probability-5').fill('95');
  await healthy(page);
  await dialog.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByText('Contract')).toBeVisible();
  await page.getByRole('button', { name: 'Delete Sales' }).click();
  await expect(page.getByText('This is in use, so it is not deleted.')).toBeVisible();
  await open(page, `${DEMO}/settings/handover/8`);
  await expect(page.getByText('This colleague holds nothing.')).toBeVisible();
  await open(page, `${DEMO}/settings/handover/5`);
  await page.getByRole('button', { name: 'Hand over' }).click();
  await expect(page.getByText('Fill this in.').first()).toBeVisible();
  await page.getByLabel('Ivana Horvat').check();
  await page.getByRole('button', { name: 'Hand over' }).click();
  const question = page.getByRole('dialog');
  await expect(question).toContainText('to Ivana Horvat?');
  await healthy(page);
  await question.getByRole('button', { name: 'Hand over' }).dblclick();
  await expect(page.getByText('This colleague holds nothing.')).toBeVisible({ timeout: 30_000 });
});
