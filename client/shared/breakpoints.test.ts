import { readFileSync, readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, it } from 'vitest';

const CLIENT = resolve(import.meta.dirname, '..');

/** Those that `base.css` names. */
const NAMED = ['(width < 94rem)', '(width < 64rem)', '(width < 40rem)', '(height < 40rem)'];

it('no style sheet has a condition of size but the named ones', () => {
  const sheets = readdirSync(CLIENT, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.css'));
  const others = sheets.flatMap((file) =>
    [...readFileSync(join(CLIENT, file), 'utf8').matchAll(/@(?:media|container)\s+([^{]+)\{/gu)]
      .flatMap(([, conditions = '']) => conditions.split(','))
      .map((condition) => condition.trim().replace(/^screen and /u, ''))
      .filter((condition) => /width|height/u.test(condition) && !NAMED.includes(condition))
      .map((condition) => `${file}: ${condition}`),
  );
  expect(sheets.length).toBeGreaterThan(10);
  expect(others).toEqual([]);
});
