// Requests per second of pages beside a bare handler, eight at once, from this same machine.
import { request, Agent } from 'node:http';

const agent = new Agent({ keepAlive: true, maxSockets: 8 });
const ask = (port, path, options = {}, body) =>
  new Promise((done, fail) => {
    const r = request({ host: '127.0.0.1', port, path, agent, ...options }, (answer) => {
      let bytes = 0;
      answer.on('data', (d) => (bytes += d.length));
      answer.on('end', () => done({ status: answer.statusCode, headers: answer.headers, bytes }));
    });
    r.on('error', fail);
    r.end(body);
  });

async function rate(port, path, headers, seconds = 4) {
  let count = 0;
  const until = Date.now() + seconds * 1000;
  const worker = async () => {
    while (Date.now() < until) {
      const answer = await ask(port, path, { headers });
      if (answer.status !== 200) throw new Error(`${path}: ${answer.status}`);
      count++;
    }
  };
  await Promise.all(Array.from({ length: 8 }, worker));
  return count / seconds;
}

const form = 'email=manager%40levak.example&password=try+levak+today&next=%2F';
const signIn = await ask(3298, '/sign-in', { method: 'POST', headers: { 'content-type': 'application/x-www-form-urlencoded', 'sec-fetch-site': 'same-origin' } }, form);
const cookie = signIn.headers['set-cookie'][0].split(';')[0];
const floor = await rate(3299, '/', {});
for (const path of ['/campaigns', '/campaigns/1', '/audience']) {
  const own = await rate(3298, path, { cookie, accept: 'text/html' });
  console.log(`${path.padEnd(25)} ${own.toFixed(0).padStart(9)} requests/s   bare axum ${floor.toFixed(0)} requests/s   ratio ${(floor / own).toFixed(1)}`);
}
agent.destroy();
