import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readSettings, withDotenv } from './settings.ts';

const wrong = (environment: Record<string, string>): string => {
  const result = readSettings(environment);
  return result.ok ? 'nothing' : result.message;
};

describe('readSettings', () => {
  it('needs nothing to be set', () => {
    expect(readSettings({ PATH: '/bin', HOST: '' })).toEqual({
      ok: true,
      settings: {
        host: '127.0.0.1',
        port: 8080,
        dataDir: './data',
        mode: 'demo',
        jurisdictions: { kind: 'all' },
        influx: null,
        ingestToken: null,
        guests: true,
        wallToken: null,
        proxies: 0,
        notify: null,
        speed: 1,
        logLevel: 'info',
        allowRemoteDemo: false,
        keepData: false,
        simulate: true,
      },
    });
  });

  it('takes what is set', () => {
    const result = readSettings({
      HOST: '0.0.0.0',
      ALLOW_REMOTE_DEMO: '1',
      PORT: '0',
      JURISDICTIONS: 'yangquan, yangcheng',
      INFLUX_URL: 'http://127.0.0.1:8086',
      SPEED: '60',
    });
    expect(result).toMatchObject({
      ok: true,
      settings: {
        host: '0.0.0.0',
        port: 0,
        jurisdictions: { kind: 'ids', ids: ['yangquan', 'yangcheng'] },
        influx: { url: 'http://127.0.0.1:8086', database: 'wanglou', username: null, password: null },
        speed: 60,
      },
    });
    expect(readSettings({ JURISDICTIONS: './towns' })).toMatchObject({
      settings: { jurisdictions: { kind: 'folder', path: './towns' } },
    });
  });

  it('lets the demo wait for readings of others', () => {
    expect(readSettings({ SIMULATE: '0' })).toMatchObject({ settings: { simulate: false } });
    expect(wrong({ SIMULATE: '0', SPEED: '60' })).toContain('SPEED=60: is that of the simulated feed');
  });

  it('has a live mode that starts closed, keeps its data and has a database of its own', () => {
    const live = { MODE: 'live', INGEST_TOKEN: 'token-of-8', INFLUX_URL: 'http://127.0.0.1:8086' };
    expect(readSettings(live)).toMatchObject({
      settings: { mode: 'live', guests: false, keepData: true, simulate: false, influx: { database: 'wanglou_live' } },
    });
    expect(readSettings({ ...live, HOST: '0.0.0.0', GUESTS: '1', TRUST_PROXY: '1' })).toMatchObject({
      settings: { host: '0.0.0.0', guests: true, proxies: 1 },
    });
    expect(readSettings({ GUESTS: '0' })).toMatchObject({ settings: { mode: 'demo', guests: false } });
  });

  it('names all wrong ones in one message', () => {
    const message = wrong({
      HOST: '0.0.0.0',
      PORT: '80800',
      SPEED: 'fast',
      LOG_LEVEL: 'loud',
      MODE: 'test',
      INFLUX_URL: 'db',
    });
    for (const name of ['HOST=0.0.0.0', 'PORT=80800', 'SPEED=fast', 'LOG_LEVEL=loud', 'MODE=test', 'INFLUX_URL']) {
      expect(message).toContain(`  ${name}`);
    }
    expect(message).toContain('expected a port, 0 to 65535');
  });

  it.each([
    [{ MODE: 'live' }, /INGEST_TOKEN: live takes readings only from those who show a token/],
    [{ MODE: 'live', INGEST_TOKEN: 'token-of-8', SIMULATE: '1' }, /SIMULATE=1: live has no simulated feed/],
    [{ MODE: 'live', INGEST_TOKEN: 'token-of-8', KEEP_DATA: '0' }, /KEEP_DATA=0: live always keeps its data/],
    [{ MODE: 'live', INGEST_TOKEN: 'token-of-8', SPEED: '60' }, /SPEED=60: live runs in real time/],
    [{ MODE: 'live', INGEST_TOKEN: 'token-of-8', ALLOW_REMOTE_DEMO: '1' }, /ALLOW_REMOTE_DEMO=1: live is no demo/],
    [{ GUESTS: 'some' }, /GUESTS=some: expected 1, 0, true or false/],
    [{ WALL_TOKEN: 'short' }, /WALL_TOKEN \(value not shown\): expected at least 32 characters/],
    [{ TRUST_PROXY: 'yes' }, /TRUST_PROXY=yes: expected the number of proxies/],
    [{ HOST: '0.0.0.0' }, /HOST=0\.0\.0\.0: .*ALLOW_REMOTE_DEMO=1/],
    [{ HOST: '192.168.1.4' }, /HOST/],
    [{ MQTT_URL: 'mqtt://127.0.0.1' }, /MQTT_URL.*not part of this version yet/],
    [{ HJ212_PORT: '9002' }, /HJ212_PORT.*not part of this version yet/],
    [{ NATS_URL: 'nats://127.0.0.1' }, /NATS_URL.*not part of this version yet/],
    [{ INFLUX_DATABASE: 'x' }, /INFLUX_DATABASE.*without INFLUX_URL/],
    [{ INFLUX_URL: 'http://h', INFLUX_USERNAME: 'u' }, /INFLUX_PASSWORD: a user name and a password go together/],
    [{ ALLOW_REMOTE_DEMO: 'yes' }, /ALLOW_REMOTE_DEMO=yes: expected 1, 0, true or false/],
  ])('refuses %j', (environment, message) => {
    expect(wrong(environment)).toMatch(message);
  });

  it('never repeats a secret', () => {
    const message = wrong({ INGEST_TOKEN: 'secret', PORT: 'x' });
    expect(message).toContain('INGEST_TOKEN (value not shown)');
    expect(message).not.toContain('secret');
  });

  it('lets the environment win over .env', () => {
    const folder = mkdtempSync(join(tmpdir(), 'wanglou-settings-'));
    const path = join(folder, '.env');
    expect(withDotenv({ PORT: '1' }, path)).toEqual({ PORT: '1' });
    writeFileSync(path, '# a comment\nPORT=2\nSPEED=60\n');
    expect(withDotenv({ PORT: '1' }, path)).toEqual({ PORT: '1', SPEED: '60' });
    rmSync(folder, { recursive: true });
  });
});
