// What was last seen, for when there is no network. Pages and questions go over the network first; what cannot be
// reached is shown as it was seen last, and the page says so. Changes are never answered from here.
const SEEN = 'levak-seen-1';
const PROGRAM = 'levak-program-1';
const SEEN_MAX = 150;
const PROGRAM_MAX = 40;

self.addEventListener('install', () => self.skipWaiting());
self.addEventListener('activate', (event) => event.waitUntil(self.clients.claim()));

// The first page came before this worker did; it tells what it was made of.
self.addEventListener('message', (event) => {
  const own = (address) => new URL(address).origin === location.origin && isProgram(new URL(address));
  event.waitUntil(caches.open(PROGRAM).then((cache) => Promise.all((event.data || []).filter(own).map((address) => cache.add(address).catch(() => {})))));
});

function isProgram(url) {
  return /^\/(pkg|fonts|texts)\//.test(url.pathname);
}

self.addEventListener('fetch', (event) => {
  const request = event.request;
  const url = new URL(request.url);
  if (url.origin !== location.origin) return;
  if (request.method === 'GET' && isProgram(url)) {
    event.respondWith(program(request));
  } else if (request.method === 'GET' && request.mode === 'navigate' && !url.pathname.startsWith('/export/')) {
    event.respondWith(page(event, url));
  } else if (request.method === 'POST' && /^\/(sign-in|sign-out|first-run)$/.test(url.pathname)) {
    // Nobody finds on this device what somebody else saw.
    event.waitUntil(caches.delete(SEEN));
  } else if (request.method === 'POST' && url.pathname.startsWith('/api/') && (request.headers.get('content-type') || '').startsWith('application/json')) {
    event.respondWith(question(event));
  }
});

// Program and texts have addresses that change with them.
async function program(request) {
  const cache = await caches.open(PROGRAM);
  const kept = await cache.match(request);
  if (kept) return kept;
  const answer = await fetch(request);
  if (answer.ok) await keep(cache, request, answer.clone(), PROGRAM_MAX);
  return answer;
}

async function page(event, url) {
  const cache = await caches.open(SEEN);
  try {
    const answer = await fetch(event.request);
    if (url.pathname === '/sign-in') await caches.delete(SEEN);
    else if (answer.ok && (answer.headers.get('content-type') || '').startsWith('text/html')) {
      event.waitUntil(keep(cache, url.href, answer.clone(), SEEN_MAX));
    }
    return answer;
  } catch {
    const seen = await cache.match(url.href);
    if (!seen) return new Response(NOTHING, { status: 503, headers: { 'content-type': 'text/html; charset=utf-8' } });
    // The page that is being opened can be told once it listens.
    setTimeout(() => tell(event.resultingClientId, true), 1500);
    return seen;
  }
}

// A change carries the id of its request; everything else is a question that changes nothing.
async function question(event) {
  const body = await event.request.clone().text();
  let asks = false;
  try {
    asks = !('request' in JSON.parse(body));
  } catch {
    asks = false;
  }
  if (!asks) return fetch(event.request);
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(body));
  const key = `${event.request.url}?${Array.from(new Uint8Array(digest), (b) => b.toString(16).padStart(2, '0')).join('')}`;
  const cache = await caches.open(SEEN);
  try {
    const answer = await fetch(event.request);
    if (answer.ok) event.waitUntil(keep(cache, key, answer.clone(), SEEN_MAX));
    tell(event.clientId, false);
    return answer;
  } catch (failure) {
    const seen = await cache.match(key);
    if (!seen) throw failure;
    tell(event.clientId, true);
    return seen;
  }
}

async function keep(cache, key, answer, most) {
  await cache.delete(key);
  await cache.put(key, answer);
  const keys = await cache.keys();
  await Promise.all(keys.slice(0, Math.max(0, keys.length - most)).map((old) => cache.delete(old)));
}

async function tell(id, offline) {
  const client = id && (await self.clients.get(id));
  if (client) client.postMessage({ offline });
}

const NOTHING = `<!doctype html><meta charset="utf-8"><meta name="viewport" content="width=device-width"><link rel="icon" href="/favicon.svg"><title>Levak</title>
<p lang="en">No network, and this page was not seen before.</p>
<p lang="sr-Latn">Nema mreže, a ova stranica još nije otvarana.</p>
<p lang="hr">Nema mreže, a ova stranica još nije otvarana.</p>
<p lang="ru">Нет сети, а эта страница ещё не открывалась.</p>
<p lang="fa" dir="rtl">شبکه در دسترس نیست و این صفحه پیش‌تر باز نشده است.</p>`;
