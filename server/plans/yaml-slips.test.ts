import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadAny } from './load.ts';
import { formatProblem } from './problem.ts';

const RIGHT = `id: home
name: { zh: 家, en: Home }
plans:
  - none
subjects:
  - id: g
    kind: grid
    name: { zh: 电网, en: 'Grid: all' }
    scope: city
  - { id: s, kind: city }
`;

describe('a slip of the pen', () => {
  let folder = '';
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'wanglou-slips-'));
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  const messagesOf = (content: string): readonly string[] => {
    const file = join(folder, 'x.yaml');
    writeFileSync(file, content);
    const result = loadAny(file);
    return result.ok ? [] : result.error.map((problem) => formatProblem({ ...problem, file: 'x.yaml' }));
  };

  it('is none in a file that is right', () => {
    expect(messagesOf(RIGHT)).toEqual([]);
  });

  it.each([
    [
      'a quote that is not closed',
      "en: 'Grid: all' }",
      "en: 'Grid: all }",
      `x.yaml:8: expected a closing ' for the ' that opens on this line, found "name: { zh: 电网, en: 'Grid: all }"`,
    ],
    [
      'a double quote that is not closed',
      'scope: city',
      'scope: "city',
      `x.yaml:9: expected a closing " for the " that opens on this line, found "scope: \\"city"`,
    ],
    [
      'a quote that the next one closes',
      'scope: city',
      "scope: 'city\n    parent: 'h'",
      `x.yaml:9: expected a closing ' for the ' that opens on this line, found "scope: 'city"`,
    ],
    [
      'a text with a colon without quotes',
      '    scope: city',
      '    parent: Grid: all',
      'x.yaml:9: expected quotes around a text in which a colon stands, found "parent: Grid: all"',
    ],
    [
      'a brace that is not closed',
      'en: Home }',
      'en: Home',
      'x.yaml:2: expected a closing } for the bracket that opens on this line, found "name: { zh: 家, en: Home"',
    ],
    [
      'a tab',
      '    kind: grid',
      '\tkind: grid',
      'x.yaml:7: expected spaces at the start of the line, no tab, found "kind: grid"',
    ],
    [
      'a line that is too deep',
      '    kind: grid',
      '      kind: grid',
      'x.yaml:7: expected as many spaces at its start as the lines that it belongs with (0 or 4 spaces), found 6: "kind: grid"',
    ],
    [
      'a line that is not deep enough',
      '    kind: grid',
      '   kind: grid',
      'x.yaml:7: expected as many spaces at its start as the lines that it belongs with (0 or 4 spaces), found 3: "kind: grid"',
    ],
    [
      'an item that is not deep enough',
      '  - { id: s',
      ' - { id: s',
      'x.yaml:10: expected as many spaces at its start as the lines that it belongs with (2 spaces), found 1: "- { id: s, kind: city }"',
    ],
    [
      'a key without a colon',
      '    kind: grid',
      '    kind grid',
      'x.yaml:7: expected a key, a colon, a space and a value, found "kind grid"',
    ],
    [
      'a colon without a space',
      '    kind: grid',
      '    kind:grid',
      'x.yaml:7: expected a space after the colon, found "kind:grid"',
    ],
    [
      'a colon of a Chinese keyboard',
      '    kind: grid',
      '    kind：grid',
      'x.yaml:7: expected a plain colon ":" and a space after a key, found "kind：grid"',
    ],
    [
      'a comma of a Chinese keyboard',
      'name: { zh: 家, en: Home }',
      'name: { zh: 家，en: Home }',
      'x.yaml:2: expected a plain comma "," between keys in { }, found "name: { zh: 家，en: Home }"',
    ],
    [
      'a key twice',
      '    kind: grid',
      '    kind: grid\n    kind: grid',
      'x.yaml:8: expected each key once in a map, found kind again',
    ],
    [
      'something else',
      'id: home',
      'id: *home',
      'x.yaml: expected valid YAML, found an error: Unresolved alias (the anchor must be set before the alias): home',
    ],
  ])('%s', (_, from, to, message) => {
    expect(RIGHT).toContain(from);
    expect(messagesOf(RIGHT.replace(from, () => to))).toEqual([message]);
  });

  it('is named alone: what follows from it is no help', () => {
    const messages = messagesOf(
      RIGHT.replace('    kind: grid', '\tkind: grid').replace('    scope: city', ' scope: city'),
    );
    expect(messages).toHaveLength(1);
  });
});
