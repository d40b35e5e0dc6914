// Two servers for the tests: one with the demo, one that nobody has set up yet. Each has a database of its own: embedded, or
// with LEVAK_PAGES_POSTGRES=postgres://user@host the empty ones `levak_3217` and `levak_3218` of that server.
import { ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export const DEMO = 'http://127.0.0.1:3217';
export const EMPTY = 'http://127.0.0.1:3218';

async function start(address: string, args: string[]): Promise<() => void> {
  const data = mkdtempSync(join(tmpdir(), 'levak-pages-'));
  const postgres = process.env.LEVAK_PAGES_POSTGRES;
  const url = postgres ? `${postgres}/levak_${new URL(address).port}` : '';
  const server: ChildProcess = spawn('target/debug/levak', ['serve', ...args], {
    cwd: join(__dirname, '..'),
    env: { ...process.env, DATABASE_URL: url, LEVAK_DATA: data, LEVAK_LISTEN: address.replace('http://', ''), LEVAK_LOG: 'warn' },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  for (let tries = 0; ; tries++) {
    const up = await fetch(`${address}/health`).then((r) => r.ok).catch(() => false);
    if (up) break;
    if (tries > 1200 || server.exitCode !== null) throw new Error(`no server at ${address}`);
    await new Promise((done) => setTimeout(done, 100));
  }
  return () => {
    server.kill();
    rmSync(data, { recursive: true, force: true });
  };
}

export default async function setUp() {
  const stops = [await start(DEMO, ['--demo']), await start(EMPTY, [])];
  return () => stops.forEach((stop) => stop());
}
