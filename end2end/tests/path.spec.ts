// Levak's main job, once through, as a newcomer does it: from first start to a measured campaign.
// Eleven people, two sellers, ten working days: issue 2, section 3.3.
import { Browser, Page } from '@playwright/test';
import { day, expect, healthy, listen, open, ready, signIn, test } from '../levak';
import { EMPTY } from '../servers';

const PASSWORD = 'a river in may';


/** Two weeks from the coming Monday on hold ten working days. */
function monday(): number {
  const today = new Date(day(0)).getUTCDay();
  return ((8 - today) % 7) - 7;
}

const PEOPLE = [
  'id;name;company;city;email;phone;Cold rooms;Visited;Newsletter',
  ...Array.from({ length: 11 }, (_, n) => `A${n};Ana Anić ${n};Pekara ${n};Novi Sad;ana${n}@example.rs;021 555 ${100 + n};${n};12.04.2025;${n % 2 ? 'da' : 'ne'}`),
  'B1;Boris;;Zagreb;boris@@example.hr;;x;31.02.2025;da',
  'B2;Cvita;;Zagreb;cvita@example.hr;021 555 900;3;11.03.2025;ne',
].join('\n');

async function upload(page: Page, kind: string, name: string, content: string) {
  await open(page, `${EMPTY}/audience/imports/new`);
  await page.locator(`input[name=kind][value=${kind}]`).check();
  await page.locator('#file').setInputFiles({ name, mimeType: 'text/csv', buffer: Buffer.from(content) });
  await page.getByRole('button', { name: 'Send the file' }).click();
}

async function seller(browser: Browser, complaints: string[]) {
  const context = await browser.newContext({ viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true });
  const page = await context.newPage();
  listen(page, complaints);
  return page;
}

test.describe.configure({ mode: 'serial' });

test('first start makes a workspace', async ({ page }) => {
  await open(page, EMPTY);
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Set up your workspace');
  await healthy(page);
  await page.locator('#name').fill('Polar Frigo');
  await page.locator('#user_name').fill('Mira Ilić');
  await page.locator('#email').fill('mira@polar.example');
  await page.locator('#password').fill(PASSWORD);
  await page.getByRole('button', { name: 'Create workspace' }).click();
  await ready(page);
  await expect(page.getByText('No campaign yet')).toBeVisible();
  await healthy(page);
});

test('two sellers are added', async ({ page }) => {
  await signIn(page, EMPTY, 'mira@polar.example', PASSWORD);
  await open(page, `${EMPTY}/settings?part=users`);
  for (const name of ['Ana', 'Marko']) {
    await page.getByRole('button', { name: 'Add a user' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.locator('#u-name').fill(name);
    await dialog.locator('#u-email').fill(`${name}@polar.example`);
    await dialog.locator('#u-password').fill('short');
    await dialog.getByRole('button', { name: 'Save' }).click();
    await expect(dialog.getByText('Use at least 10 characters.').first()).toBeVisible();
    await dialog.locator('#u-password').fill(PASSWORD);
    await dialog.getByRole('button', { name: 'Save' }).click();
    await expect(page.getByRole('cell', { name: `${name}@polar.example`.toLowerCase() })).toBeVisible();
  }
});

test('a file is checked, imported, undone and imported again', async ({ page }) => {
  await signIn(page, EMPTY, 'mira@polar.example', PASSWORD);
  await upload(page, 'people', 'empty.csv', '');
  await expect(page.getByRole('alert')).toContainText('Nothing was changed');
  for (const round of [1, 2]) {
    await upload(page, 'people', 'fair.csv', PEOPLE);
    await page.waitForURL(/imports\/\d+/);
    await ready(page);
    if (round === 1) await healthy(page);
    await expect(page.locator('#separator')).toHaveValue(';');
    await page.getByRole('button', { name: 'Check the file' }).click();
    await expect(page.locator('[data-tally=new]')).toHaveText('12');
    await expect(page.locator('[data-tally=invalid]')).toHaveText('1');
    await expect(page.locator('#rows')).toContainText('Two @ in the address.');
    if (round === 1) await healthy(page);
    await page.getByRole('button', { name: 'Import 12 rows' }).click();
    await expect(page.getByRole('button', { name: 'Undo the import' })).toBeVisible();
    if (round === 1) {
      await page.getByRole('button', { name: 'Undo the import' }).click();
      await expect(page.getByText('The import is undone').first()).toBeVisible();
    }
  }
});

test('the table counts who passes, and a list is saved', async ({ page }) => {
  await signIn(page, EMPTY, 'mira@polar.example', PASSWORD);
  await open(page, `${EMPTY}/audience`);
  await expect(page.locator('[data-count]')).toHaveText('12');
  await page.getByRole('button', { name: 'Filter' }).click();
  await page.getByRole('button', { name: 'Condition' }).first().click();
  await page.getByLabel('Value').fill('Novi Sad');
  await page.getByLabel('Value').press('Enter');
  await expect(page.locator('[data-count="11"]')).toBeVisible();
  await expect(page.getByText('People for whom this holds: Place is “Novi Sad”')).toBeVisible();
  await healthy(page);
  await page.getByRole('button', { name: 'Save as list' }).click();
  await page.locator('#list-name').fill('Bakers');
  await page.getByLabel('Dynamic').check();
  await page.getByRole('button', { name: 'Save the list' }).click();
  await expect(page.getByRole('row', { name: /Bakers/ })).toContainText('11');
});

test('a filter that is not complete holds back what would use it', async ({ page }) => {
  await signIn(page, EMPTY, 'mira@polar.example', PASSWORD);
  await open(page, `${EMPTY}/audience`);
  const use = page.getByRole('link', { name: 'Use in campaign' });
  await expect(use).toBeVisible();
  await page.getByRole('button', { name: 'Filter' }).click();
  await page.getByRole('button', { name: 'Condition' }).first().click();
  await expect(page.getByText('The filter is not complete.')).toBeVisible();
  await expect(use).toBeHidden();
  await page.getByLabel('Field').selectOption({ label: 'Cold rooms' });
  await page.getByLabel('Value').fill('many');
  await page.getByLabel('Value').press('Enter');
  await expect(page.getByText('Write a number, such as 1,250.50.')).toBeVisible();
  await expect(use).toBeHidden();
  await page.getByLabel('Value').fill('5');
  await page.getByLabel('Value').press('Enter');
  await expect(page.locator('[data-count="1"]')).toBeVisible();
  await expect(page.getByText('The filter is not complete.')).toBeHidden();
  await expect(use).toBeVisible();
});

test('a quick campaign is planned in three steps and launched once', async ({ page }) => {
  await signIn(page, EMPTY, 'mira@polar.example', PASSWORD);
  await open(page, `${EMPTY}/audience?rule=%7B%22field%22%3A%22place%22%2C%22op%22%3A%22is%22%2C%22value%22%3A%22Novi%20Sad%22%7D`);
  await page.getByRole('link', { name: 'Use in campaign' }).click();
  await page.getByRole('button', { name: 'Save and go on' }).click();
  await expect(page.getByText('Fill this in.').first()).toBeVisible();
  await page.locator('#draft-name').fill('Calls before the season');
  await page.getByRole('button', { name: 'Save and go on' }).click();
  await expect(page.locator('[data-contacted]')).toHaveText('11');
  // What is typed is saved after a pause, and Back does not begin a second draft.
  const kept = page.waitForResponse((r) => r.url().includes('draft-save') && r.ok());
  await page.locator('#script').fill('Ask how many cold rooms they run.');
  await kept;
  await page.reload();
  await page.waitForSelector('html[data-hydrated]');
  await expect(page.locator('#script')).toHaveValue('Ask how many cold rooms they run.');
  await page.goBack();
  await page.waitForURL(/audience/);
  await page.goForward();
  await page.getByRole('button', { name: 'Save and go on' }).click();
  await page.locator('#first-day').fill(day(monday()));
  await page.locator('#first-day').press('Tab');
  await page.locator('#last-day').fill(day(monday() + 11));
  await page.locator('#last-day').press('Tab');
  await expect(page.getByText('10 working days')).toBeVisible();
  for (const name of ['Ana', 'Marko']) {
    await page.getByLabel(name, { exact: true }).check();
    await expect(page.locator(`tr[data-seller=${name}]`)).toBeVisible();
  }
  await expect(page.locator('tr[data-seller=Ana] td').last()).toHaveText('6');
  await expect(page.locator('tr[data-seller=Marko] td').last()).toHaveText('5');
  for (const cell of await page.locator('tr[data-seller] td:not(:last-child)').allInnerTexts()) expect(Number(cell)).toBeLessThanOrEqual(1);
  await page.getByLabel('Article, 1').fill('Telephone');
  await page.getByLabel('Quantity, 1').fill('10');
  await page.getByLabel('Price, 1').fill('100');
  await page.locator('[id="target.new_leads"]').fill('4');
  await page.locator('[id="target.revenue"]').fill('5,000');
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await expect(page.getByText('Planned cost €1,000')).toBeVisible();
  await healthy(page);
  await page.getByRole('button', { name: 'Launch…' }).click();
  const launch = page.getByRole('dialog').getByRole('button', { name: 'Launch to 11' });
  await expect(launch).toBeVisible();
  await launch.dblclick();
  await page.waitForURL(/campaigns\/\d+$/);
  await expect(page.getByText('Running').first()).toBeVisible();
  await expect(page.getByText('11 of 11 people are to be contacted')).toBeVisible();
});

test('a seller makes calls on the phone', async ({ browser, complaints }) => {
  const page = await seller(browser, complaints);
  await signIn(page, EMPTY, 'ana@polar.example', PASSWORD);
  await open(page, `${EMPTY}/today`);
  const row = page.locator('a.row').first();
  const named = async () => /Ana Anić \d+/.exec((await row.textContent()) ?? '')?.[0] ?? '';
  const earlier = await named();
  await row.tap();
  const sheet = page.getByRole('dialog');
  await expect(sheet.locator('a[href^="tel:+381"]')).toBeVisible();
  await healthy(page);
  await sheet.getByRole('radio', { name: 'Interested', exact: true }).tap();
  await sheet.getByPlaceholder('Note').fill('Wants an offer');
  // The connection is lost while it is saved: the outcome is kept and arrives by itself, once.
  await page.context().setOffline(true);
  await sheet.getByRole('button', { name: /^Save/ }).tap();
  await expect(page.getByText('1 outcome waits for the network')).toBeVisible();
  const arrived = page.waitForResponse((r) => r.url().includes('today/record') && r.ok());
  await page.context().setOffline(false);
  await arrived;
  await expect(page.getByText('the outcome has arrived')).toBeVisible();
  await expect(page.getByText('waits for the network')).toBeHidden();
  complaints.splice(0, complaints.length, ...complaints.filter((c) => !/ERR_INTERNET_DISCONNECTED|ERR_FAILED/.test(c)));
  await expect(row).not.toContainText(`${earlier},`);
  const person = await named();
  await row.tap();
  await expect(sheet.getByRole('heading', { level: 2, name: person, exact: true })).toBeVisible();
  await sheet.getByRole('radio', { name: 'Interested', exact: true }).tap();
  await sheet.getByRole('button', { name: /^Save/ }).tap();
  await expect(page.getByText(/saved, and a lead was made/)).toBeVisible();
  await page.getByRole('button', { name: 'Undo' }).tap();
  // The next call stood there until the undone one is back; only then it is answered anew.
  await expect(sheet.getByRole('heading', { level: 2, name: person, exact: true })).toBeVisible();
  await sheet.getByRole('radio', { name: 'Interested', exact: true }).tap();
  await sheet.getByRole('button', { name: /^Save/ }).tap();
  await expect(page.getByText(/saved, and a lead was made/)).toBeVisible();
  await page.context().close();
});

test('a lead becomes an opportunity and is won', async ({ page }) => {
  await signIn(page, EMPTY, 'mira@polar.example', PASSWORD);
  await open(page, `${EMPTY}/sales/leads`);
  await page.locator('tr[data-lead]').first().getByRole('button', { name: 'Qualify…', exact: true }).click();
  const dialog = page.getByRole('dialog');
  await dialog.locator('#q-amount').fill('3,000');
  await dialog.getByRole('button', { name: 'Qualify', exact: true }).click();
  await expect(page.getByText('Qualified, and an opportunity is on the board')).toBeVisible();
  await open(page, `${EMPTY}/sales`);
  const card = page.locator('[data-card]');
  await healthy(page);
  await card.getByRole('button', { name: /^Move / }).click();
  // The menu is walked by arrows and left by Escape, back to its card.
  await expect(page.getByRole('menuitem').nth(1)).toBeFocused();
  await page.keyboard.press('ArrowDown');
  await expect(page.getByRole('menuitem', { name: /Offer/ })).toBeFocused();
  await page.keyboard.press('Escape');
  await expect(card.locator('button').first()).toBeFocused();
  await page.keyboard.press('m');
  await page.mouse.click(5, 5);
  await expect(page.getByRole('menu')).toBeHidden();
  await card.locator('button').first().focus();
  await page.keyboard.press('m');
  await page.getByRole('menuitem', { name: /Offer/ }).click();
  await expect(page.locator('section[aria-label=Offer] [data-card]')).toBeVisible();
  await card.dragTo(page.locator('section[aria-label=Negotiation]'));
  await expect(page.locator('section[aria-label=Negotiation] [data-card]')).toBeVisible();
  await card.locator('button').first().focus();
  await page.keyboard.press('2');
  await expect(page.locator('section[aria-label=Needs] [data-card]')).toBeVisible();
  await expect(card.locator('button').first()).toBeFocused();
  await page.keyboard.press('w');
  const amount = page.locator('#won-amount');
  await amount.fill('');
  await page.getByRole('button', { name: 'Close as won' }).click();
  await expect(page.locator('#won-amount-note')).toHaveText('Fill this in.');
  await amount.fill('3,000');
  await page.getByRole('button', { name: 'Close as won' }).click();
  await expect(page.locator('[data-card]')).toHaveCount(0);
});

test('the results stand beside the plan and open their rows', async ({ page }) => {
  await signIn(page, EMPTY, 'mira@polar.example', PASSWORD);
  await open(page, `${EMPTY}/campaigns`);
  await page.getByRole('link', { name: 'Calls before the season' }).first().click();
  const figure = (name: string) => page.locator(`[data-figure=${name}]`);
  await expect(figure('new_leads')).toContainText('Target 4');
  await expect(figure('revenue')).toContainText('€3,000');
  // metrics.md, Money: while it runs it is compared with the plan to date, linear over its twelve days.
  const today = day(0);
  const gone = (Date.parse(today) - Date.parse(day(monday()))) / 86_400_000 + 1;
  const promised = Math.round((500_000 * gone) / 12);
  const euros = (cents: number) => `€${(cents / 100).toLocaleString('en', { minimumFractionDigits: cents % 100 ? 2 : 0 })}`;
  await expect(figure('revenue')).toContainText(`To date ${euros(promised)}`);
  const apart = Math.abs(300_000 - promised);
  await expect(figure('revenue')).toContainText(300_000 < promised ? `−${euros(apart)}` : `+${euros(apart)}`);
  await expect(figure('roi')).toContainText('–');
  await expect(figure('roi')).toContainText('Too early');
  const results = page.url();
  await page.getByRole('link', { name: 'Open the cost lines' }).click();
  const line = page.getByRole('row').filter({ has: page.getByRole('gridcell', { name: 'Telephone', exact: true }) });
  const stored = page.waitForResponse((r) => r.url().includes('costs/save') && r.ok());
  await line.getByRole('gridcell').nth(6).click();
  await page.keyboard.type('1000');
  await page.keyboard.press('Enter');
  await stored;
  await open(page, results);
  // (3,000 − 1,000) / 1,000, metrics.md, Money
  await expect(figure('roi')).toContainText('200%');
  await healthy(page);
  await page.getByRole('button', { name: 'Show as table' }).first().click();
  await expect(page.getByRole('row', { name: /^Contacted/ })).toBeVisible();
  await page.getByRole('button', { name: 'Show as table' }).first().click();
  const bar = page.locator('svg.c a[data-i]').first();
  await bar.focus();
  await expect(page.locator('.tip')).toContainText('Contacted');
  await page.keyboard.press('ArrowDown');
  await expect(page.locator('.tip')).toContainText('Responded');
  for (const [name, kind] of [['Table as CSV', '.csv'], ['Drawing as SVG', '.svg'], ['Picture as PNG', '.png']]) {
    await page.getByLabel('Save as').first().click();
    const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name }).first().click()]);
    expect(download.suggestedFilename()).toContain(kind);
    await page.getByLabel('Save as').first().click();
  }
  await figure('revenue').click();
  await expect(page.getByText('1 row', { exact: true })).toBeVisible();
  await expect(page.locator('tbody tr')).toHaveCount(1);
});

test('a stale form is told so and loses nothing', async ({ page, browser, complaints }) => {
  await signIn(page, EMPTY, 'mira@polar.example', PASSWORD);
  await open(page, `${EMPTY}/audience`);
  await page.locator('td a[href^="/people/"]').first().click();
  await page.waitForURL(/people/);
  const person = page.url();
  await page.getByRole('button', { name: 'Edit' }).click();
  const other = await seller(browser, complaints);
  await signIn(other, EMPTY, 'marko@polar.example', PASSWORD);
  await open(other, person);
  await other.getByRole('button', { name: 'Edit' }).tap();
  await other.locator('#person-place').fill('Subotica');
  await other.getByRole('button', { name: 'Save', exact: true }).tap();
  await expect(other.getByText('Person saved')).toBeVisible();
  await page.locator('#person-place').fill('Sombor');
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await expect(page.getByText('Somebody changed this since you opened it')).toBeVisible();
  await expect(page.locator('#person-place')).toHaveValue('Sombor');
  await expect(page.locator('#person-place-note')).toHaveText('Stored now: Subotica');
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await expect(page.getByText('Person saved')).toBeVisible();
  await expect(page.getByText('Sombor')).toBeVisible();
  await other.context().close();
});
