import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { XMLParser, XMLValidator } from 'fast-xml-parser';
import { describe, expect, test } from 'vitest';
import { validateXML } from 'xmllint-wasm';
import { toAtom } from './atom.ts';
import { toCap, toCapTime, type CapContext } from './cap.ts';
import { aqiEvidence, oneBulletin, pollutionBulletins } from '../../test/notify/sample.ts';

const XSD = readFileSync(join(import.meta.dirname, '../../test/cap/cap-1.2.xsd'), 'utf8');
const context: CapContext = { sender: 'demo-centre.example', places: {} };

/** What is wrong with documents by the schema. */
async function faultsOf(...documents: readonly string[]): Promise<string[]> {
  const xml = documents.map((contents, i) => ({ fileName: `${i}.xml`, contents }));
  const result = await validateXML({ xml, schema: [XSD] });
  return result.errors.map(({ message }) => message);
}

const parser = new XMLParser({
  ignoreAttributes: false,
  isArray: (name) => ['info', 'entry', 'parameter'].includes(name),
});
interface Alert {
  identifier: string;
  sender: string;
  sent: string;
  status: string;
  msgType: string;
  references?: string;
  info: {
    language: string;
    severity: string;
    urgency: string;
    responseType: string;
    headline: string;
    area: unknown;
  }[];
}
const alertOf = (xml: string): Alert => (parser.parse(xml) as { alert: Alert }).alert;

const chain = pollutionBulletins([
  { to: 'III', evidence: [aqiEvidence([210, 260])] },
  { to: 'I', action: 'raise', evidence: [aqiEvidence([510])] },
  { to: 'none', action: 'lift' },
]);

describe('CAP', () => {
  test('a chain is valid, and each message names those before it', async () => {
    const documents = chain.map((bulletin) => toCap(bulletin, context));
    expect(await faultsOf(...documents)).toEqual([]);
    const [first, second, third] = documents.map(alertOf);
    expect([first?.msgType, second?.msgType, third?.msgType]).toEqual(['Alert', 'Update', 'Cancel']);
    expect(first).not.toHaveProperty('references');
    const named = (alert: Alert | undefined): string => `${alert?.sender},${alert?.identifier},${alert?.sent}`;
    expect(second?.references).toBe(named(first));
    expect(third?.references).toBe(`${named(first)} ${named(second)}`);
    expect(
      [first, second, third].map((each) => each?.info.map(({ severity, urgency }) => [severity, urgency])),
    ).toEqual([
      [
        ['Moderate', 'Expected'],
        ['Moderate', 'Expected'],
      ],
      [
        ['Extreme', 'Expected'],
        ['Extreme', 'Expected'],
      ],
      [
        ['Minor', 'Past'],
        ['Minor', 'Past'],
      ],
    ]);
    expect(third?.info.map(({ responseType }) => responseType)).toEqual(['AllClear', 'AllClear']);
  });

  test.each([
    ['blue', 'Minor'],
    ['yellow', 'Moderate'],
    ['orange', 'Severe'],
    ['red', 'Extreme'],
  ] as const)('%s is %s', (color, severity) => {
    expect(alertOf(toCap({ ...oneBulletin(), color }, context)).info[0]?.severity).toBe(severity);
  });

  test.each([
    ['actual', 'Actual'],
    ['exercise', 'Exercise'],
    ['test', 'Test'],
  ] as const)('%s is of the status %s', async (standing, status) => {
    const xml = toCap({ ...oneBulletin(), standing }, context);
    expect(alertOf(xml).status).toBe(status);
    expect(await faultsOf(xml)).toEqual([]);
  });

  test('what is known of a place is said, and nothing else', async () => {
    const polygon = [
      [37.7, 112.4],
      [37.7, 112.7],
      [38, 112.7],
      [37.7, 112.4],
    ] as const;
    const xml = toCap(oneBulletin(), { ...context, places: { yangquan: { geocode: '140300', polygon } } });
    expect(await faultsOf(xml)).toEqual([]);
    expect(xml).toContain('<polygon>37.7,112.4 37.7,112.7 38,112.7 37.7,112.4</polygon>');
    expect(xml).toContain('<value>140300</value>');
    const bare = toCap(oneBulletin(), context);
    expect(bare).not.toMatch(/<(polygon|circle|geocode)>/);
  });

  test('any text and any id make a valid document that says the same', async () => {
    const word = fc.string({ unit: 'grapheme', maxLength: 40 });
    // One run of the schema's checker costs more than all the documents.
    const samples = fc.sample(fc.tuple(word, word, fc.string({ minLength: 1, maxLength: 20 })), 200);
    const documents = samples.map(([zh, en, id]) => {
      const headline = { zh: `头${zh}尾`, en: `a${en}z` };
      return toCap({ ...oneBulletin(), id: `w${id}`, headline, references: [{ id: `w${id}`, sentAt: 0 }] }, context);
    });
    expect(await faultsOf(...documents)).toEqual([]);
    for (const xml of documents) expect(XMLValidator.validate(xml)).toBe(true);
  });

  test('the check finds a fault', async () => {
    const xml = toCap(oneBulletin(), context);
    expect(await faultsOf(xml.replace('+08:00', 'Z'))).not.toEqual([]);
    expect(await faultsOf(xml.replace('<scope>Public</scope>', ''))).not.toEqual([]);
    expect(await faultsOf(xml.replace('Moderate', 'Yellow'))).not.toEqual([]);
  });

  test.each([
    [Date.parse('2026-01-10T00:00:00Z'), 'Asia/Shanghai', '2026-01-10T08:00:00+08:00'],
    [Date.parse('2026-01-10T00:00:07.900Z'), 'Asia/Shanghai', '2026-01-10T08:00:07+08:00'],
    [Date.parse('2026-01-10T00:00:00Z'), 'America/St_Johns', '2026-01-09T20:30:00-03:30'],
    [Date.parse('2026-07-10T00:00:00Z'), 'UTC', '2026-07-10T00:00:00+00:00'],
  ])('%d in %s is %s', (instant, zone, text) => {
    expect(toCapTime(instant, zone)).toBe(text);
  });
});

describe('the feed', () => {
  test('it holds the newest first, each with its CAP document', async () => {
    const xml = toAtom(chain, { ...context, emptySince: 0 });
    const { feed } = parser.parse(xml) as {
      feed: { updated: string; entry: { id: string; link: Record<string, string>; content: { alert: Alert } }[] };
    };
    expect(feed.entry.map(({ content }) => content.alert.msgType)).toEqual(['Cancel', 'Update', 'Alert']);
    expect(feed.updated).toBe(feed.entry[0]?.content.alert.sent);
    expect(feed.entry[2]?.link['@_href']).toBe('/api/warnings/w-yangquan-a-1/cap?number=1');
    expect(new Set(feed.entry.map(({ id }) => id)).size).toBe(3);
    const inside = [...xml.matchAll(/<alert [\s\S]*?<\/alert>/g)].map(([alert]) => alert);
    expect(inside).toHaveLength(3);
    expect(await faultsOf(...inside)).toEqual([]);
  });

  test('an empty one is a feed as well', () => {
    const xml = toAtom([], { ...context, emptySince: 0 });
    expect(XMLValidator.validate(xml)).toBe(true);
    expect(xml).toContain('<updated>1970-01-01T08:00:00+08:00</updated>');
  });
});
