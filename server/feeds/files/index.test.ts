import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readFiles, type FilesBatch, type FormatName } from './index.ts';

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'wanglou-test-'));
  writeFileSync(join(folder, 'a.csv'), 'time,source,metric,value\n2016-12-19T04:00:00Z,a,air.so2,1\n');
  writeFileSync(join(folder, 'b.csv'), 'date,hour,type,1001A\n20170101,0,SO2,2\n');
  writeFileSync(join(folder, 'c.csv'), 'No,year,month,day,hour,SO2,station\n1,2017,1,1,0,3,Dongsi\n');
  writeFileSync(join(folder, 'd.csv'), 'province,city,date,aqi\n山西,临汾,2017-01-04,4\n');
  writeFileSync(join(folder, 'other.csv'), 'when,what\n');
  writeFileSync(join(folder, 'empty.csv'), '');
});
afterAll(() => rmSync(folder, { recursive: true }));

async function readAll(names: string[], format: FormatName | null = null, signal?: AbortSignal): Promise<FilesBatch[]> {
  const batches: FilesBatch[] = [];
  const options = { format, receivedAt: 7, ...(signal === undefined ? {} : { signal }) };
  for await (const batch of readFiles(
    names.map((name) => join(folder, name)),
    options,
  )) {
    batches.push(batch);
  }
  return batches;
}

describe('files', () => {
  test('each in its own format, told by the header, with the bytes of all counted', async () => {
    const batches = await readAll(['a.csv', 'b.csv', 'c.csv', 'd.csv']);
    expect(
      batches.flatMap(({ format, readings }) => readings.map(({ source, value }) => [format, source, value])),
    ).toEqual([
      ['long', 'a', 1],
      ['cnemc', '1001A', 2],
      ['prsa', 'Dongsi', 3],
      ['daily', '临汾', 4],
    ]);
    expect(batches.at(-1)?.bytes).toBe(batches.at(-1)?.totalBytes);
  });

  test.each<[string, string[], FormatName | null, string]>([
    ['that is not there', ['a.csv', 'none.csv'], null, 'none.csv: there is no such file'],
    ['that is a folder', ['.'], null, 'it is not a file'],
    ['that is empty', ['empty.csv'], null, 'empty.csv: the file is empty'],
    ['with an unknown header', ['other.csv'], null, 'other.csv: the header "when,what" is that of no known format'],
    ['of another format', ['a.csv'], 'prsa', 'a.csv: the header has no column year'],
  ])('a file %s is named', async (_, names, format, message) => {
    await expect(readAll(names, format)).rejects.toThrow(message);
  });

  test('reading can be stopped', async () => {
    await expect(readAll(['a.csv'], null, AbortSignal.abort(new Error('stopped')))).rejects.toThrow('stopped');
  });
});
