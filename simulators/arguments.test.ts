import { describe, expect, it } from 'vitest';
import { parseArguments } from './arguments.ts';

const parse = (line: string): ReturnType<typeof parseArguments> => parseArguments(line === '' ? [] : line.split(' '));

describe('the words of simulate', () => {
  it('are taken with their defaults', () => {
    expect(parse('--via http --to 127.0.0.1:8080')).toEqual({
      kind: 'run',
      options: { base: 'http://127.0.0.1:8080', episode: 'story', speed: 1, seed: 1 },
    });
  });

  it('are taken as given', () => {
    expect(parse('--via http --to [::1]:80 --episode smog --speed 5040 --seed 12')).toEqual({
      kind: 'run',
      options: { base: 'http://[::1]:80', episode: 'smog', speed: 5040, seed: 12 },
    });
  });

  it.each([
    ['', '--via'],
    ['--via carrier-pigeon --to h:1', 'carrier-pigeon'],
    ['--via mqtt --to h:1', 'later version'],
    ['--via hj212 --to h:1', 'later version'],
    ['--via http', '--to'],
    ['--via http --to host', 'HOST:PORT'],
    ['--via http --to host:0', 'HOST:PORT'],
    ['--via http --to host:65536', 'HOST:PORT'],
    ['--via http --to h:1 --episode flood', 'flood'],
    ['--via http --to h:1 --speed 0', '--speed'],
    ['--via http --to h:1 --speed fast', '--speed'],
    ['--via http --to h:1 --seed 1.5', '--seed'],
    ['--via http --to h:1 --seed 0x1', '--seed'],
    ['--via http --to h:1 extra', 'extra'],
    ['--via http --to h:1 --colour red', '--colour'],
  ])('%s is wrong, and %s is named', (line, named) => {
    const parsed = parse(line);
    expect(parsed.kind).toBe('wrong');
    expect(parsed.kind === 'wrong' ? parsed.message : '').toContain(named);
  });

  it('ask for help', () => {
    expect(parse('--help').kind).toBe('help');
  });
});
