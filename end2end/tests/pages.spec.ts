// Every page of the demo: wide and on a phone, in English and in Persian, light and dark, with axe; and in the other
// languages on a narrow phone.
import { expect, healthy, open, setLanguage, signIn, test } from '../levak';
import { DEMO } from '../servers';

const PAGES = [
  '/today',
  '/campaigns',
  '/campaigns?status=templates',
  '/campaigns?kind=1&sort=roi&turned=1',
  '/campaigns/1',
  '/campaigns/10',
  '/campaigns/10?by=person',
  '/campaigns/10/plan',
  '/campaigns/10/responses',
  '/campaigns/10/costs',
  '/campaigns/10/baselines',
  '/campaigns/10/activities/new',
  '/campaigns/10/work/18',
  '/campaigns/14/draft',
  '/campaigns/14/draft?step=2',
  '/campaigns/14/draft?step=3',
  '/campaigns/1/rows?of=figure:revenue',
  '/audience',
  '/audience?columns=1,2&rule=%7B%22field%22%3A%22place%22%2C%22op%22%3A%22is%22%2C%22value%22%3A%22Beograd%22%7D',
  '/audience/lists',
  '/audience/lists/1',
  '/audience/lists/3',
  '/audience/imports',
  '/audience/imports/1',
  '/audience/imports/new',
  '/people/3',
  '/people/3?show=contacts',
  '/accounts/3',
  '/sales',
  '/sales/leads',
  '/sales/leads?sort=score',
  '/sales/rules',
  '/analysis/channels',
  '/analysis/channels/rows?of=all_won:',
  '/analysis/campaigns?kind=3',
  '/analysis/references',
  '/analysis/compare',
  '/analysis/compare?like=5',
  '/campaigns/5/closing',
  '/campaigns/9/closing',
  '/campaigns/10/closing',
  '/campaigns/10/files',
  '/campaigns?missing=activities',
  '/campaigns/11/event',
  '/budget/methods',
  '/budget/goal?goal=40000',
  '/budget',
  '/budget/1',
  '/budget/rates',
  '/budget/rules',
  '/approvals',
  '/approvals/1',
  '/approvals/2',
  '/plans',
  '/plans/1',
  '/plans/1?by=campaign',
  '/plans/1/rows?of=revenue',
  '/plans/2',
  '/guide',
  '/settings',
  '/settings?part=workspace',
  '/settings?part=users',
  '/settings?part=kind',
  '/settings?part=pipeline',
  '/settings?part=product',
  '/settings?part=competitor',
  '/settings?part=attribute',
  '/settings?part=changes',
  '/settings/handover/4',
  '/more',
];

for (const [shape, language, theme] of [['desk', 'en', 'light'], ['desk', 'fa', 'dark'], ['phone', 'en', 'dark'], ['phone', 'fa', 'light']] as const) {
  test.describe(`${shape}, ${language}, ${theme}`, () => {
    if (shape === 'phone') test.use({ viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true });

    test('every page is healthy', async ({ page, context }) => {
      test.setTimeout(240_000);
      await signIn(page, DEMO, 'admin@levak.example');
      await setLanguage(context, DEMO, language, theme);
      for (const path of PAGES) {
        await open(page, DEMO + path);
        await expect(page.locator('h1')).toBeVisible();
        await expect(page.locator('html')).toHaveAttribute('dir', language === 'fa' ? 'rtl' : 'ltr');
        await healthy(page);
      }
      await setLanguage(context, DEMO, 'en');
    });
  });
}

// The other languages: nothing is missing, nothing runs over.
for (const language of ['sr-Latn', 'hr', 'ru']) {
  test.describe(`phone, ${language}`, () => {
    test.use({ viewport: { width: 360, height: 800 }, hasTouch: true, isMobile: true });

    test('every page fits', async ({ page, context }) => {
      test.setTimeout(240_000);
      await signIn(page, DEMO, 'admin@levak.example');
      await setLanguage(context, DEMO, language);
      for (const path of PAGES) {
        await open(page, DEMO + path);
        await expect(page.locator('html')).toHaveAttribute('lang', language);
        await expect(page.locator('h1')).not.toHaveText('');
        const [wide, seen] = await page.evaluate(() => [document.documentElement.scrollWidth, document.documentElement.clientWidth]);
        expect(wide, `${path} scrolls sideways`).toBeLessThanOrEqual(seen);
      }
      await setLanguage(context, DEMO, 'en');
    });
  });
}

test('the component sheet is healthy in both directions and themes', async ({ page }) => {
  for (const [language, dir] of [['en', 'ltr'], ['fa', 'rtl']]) {
    for (const theme of ['light', 'dark']) {
      await page.goto(`${DEMO}/ui?language=${language}&theme=${theme}`);
      await expect(page.locator('html')).toHaveAttribute('dir', dir);
      await expect(page.locator('svg.c[role=group]')).not.toHaveCount(0);
      await healthy(page);
    }
  }
});

test('sign-in and first start are healthy', async ({ page }) => {
  await open(page, `${DEMO}/sign-in?fault=wrong&left=2`);
  await expect(page.getByRole('alert')).toContainText('do not belong together');
  await healthy(page);
  await open(page, `${DEMO}/sign-in?lang=fa`);
  await expect(page.locator('html')).toHaveAttribute('dir', 'rtl');
  await healthy(page);
});

test.describe('without scripts', () => {
  test.use({ javaScriptEnabled: false });

  test('every page reads', async ({ page }) => {
    await signIn(page, DEMO, 'manager@levak.example');
    for (const path of PAGES.filter((p) => !p.includes('/draft') && !p.includes('/activities'))) {
      const answer = await page.goto(DEMO + path);
      expect(answer?.status(), path).toBe(200);
      await expect(page.locator('h1')).toBeVisible();
    }
    await page.goto(`${DEMO}/campaigns/1`);
    await expect(page.locator('[data-figure=new_leads]')).toBeVisible();
    await expect(page.locator('svg.c[role=group]').first()).toBeVisible();
  });
});

test('two hundred pages come back, one after the other', async ({ page, context }) => {
  await signIn(page, DEMO, 'manager@levak.example');
  for (let n = 0; n < 200; n++) {
    const answer = await context.request.get(DEMO + PAGES[n % PAGES.length], { timeout: 10_000 });
    expect(answer.status()).toBe(200);
  }
});
