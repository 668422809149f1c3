import { describe, expect, test } from 'vitest';
import { toIso } from '../../model/instant.ts';
import type { Reading } from '../../model/reading.ts';
import type { FileParser, RowProblem } from './batch.ts';
import { bytesOf } from './bytes-of.ts';
import { parseCnemc, type PublishedAqi } from './cnemc.ts';
import { parseDaily } from './daily.ts';
import { parseLong } from './long.ts';
import { parsePrsa } from './prsa.ts';

async function readAll(
  parse: FileParser,
  text: string,
): Promise<{ readings: Reading[]; problems: RowProblem[]; rows: number; bytes: number }> {
  const all = { readings: [] as Reading[], problems: [] as RowProblem[], rows: 0, bytes: 0 };
  for await (const batch of parse(bytesOf(text, 40), { receivedAt: 7 })) {
    all.readings.push(...batch.readings);
    all.problems.push(...batch.problems);
    all.rows += batch.rows;
    all.bytes = batch.bytes;
  }
  return all;
}

const brief = ({ source, metric, time, value, period }: Reading): unknown[] => [
  source,
  metric,
  toIso(time),
  value,
  period,
];

describe('long', () => {
  test('four columns are enough; the reading is observed and instantaneous', async () => {
    const text = 'time,source,metric,value\n2016-12-19T12:00:00+08:00,yq-01,air.so2,812.5\n';
    const { readings, problems, rows, bytes } = await readAll(parseLong, text);
    expect(readings).toEqual([
      {
        source: 'yq-01',
        metric: 'air.so2',
        time: Date.UTC(2016, 11, 19, 4),
        value: 812.5,
        period: null,
        kind: 'observed',
        issuedAt: null,
        upper: null,
        quality: null,
        receivedAt: 7,
      },
    ]);
    expect({ problems, rows, bytes }).toEqual({ problems: [], rows: 1, bytes: text.length });
  });

  test('all columns, in another order, with CR LF and blanks', async () => {
    const { readings, problems } = await readAll(
      parseLong,
      [
        'quality,upper,issued_at,kind,period,value, metric ,source,time',
        ',260,2016-12-18T20:00Z,forecast,86400,220,air.aqi,yangquan,2016-12-19T16:00:00.000Z',
        'D,,,observed,3600,48,air.so2, yq-01 ,2016-12-19T16:00:00Z',
        '',
      ].join('\r\n'),
    );
    expect(problems).toEqual([]);
    expect(readings[0]).toMatchObject({
      kind: 'forecast',
      issuedAt: Date.UTC(2016, 11, 18, 20),
      upper: 260,
      period: 86_400,
      quality: null,
    });
    expect(readings[1]).toMatchObject({ source: 'yq-01', kind: 'observed', quality: 'D', issuedAt: null, upper: null });
  });

  test('a wrong row is reported with its line and the rest goes on', async () => {
    const good = '2016-12-19T04:00:00Z,a,air.so2,1,,,,,';
    const wrong: [row: string, reason: string][] = [
      ['2016-12-19T04:00:00,a,air.so2,1,,,,,', 'time "2016-12-19T04:00:00" is not an ISO 8601 time with an offset'],
      ['2016-02-30T04:00:00Z,a,air.so2,1,,,,,', 'time "2016-02-30T04:00:00Z"'],
      ['1916-12-19T04:00:00Z,a,air.so2,1,,,,,', 'from 1970 to 2199'],
      ['2016-12-19T04:00:00Z,,air.so2,1,,,,,', 'source "" is not an id'],
      ['2016-12-19T04:00:00Z,a, ,1,,,,,', 'metric " " is not an id'],
      ['2016-12-19T04:00:00Z,a,air.so2,,,,,,', 'value "" is not a number'],
      ['2016-12-19T04:00:00Z,a,air.so2,NaN,,,,,', 'value "NaN" is not a number'],
      ['2016-12-19T04:00:00Z,a,air.so2,1,0,,,,', 'period "0" is not a number of seconds'],
      ['2016-12-19T04:00:00Z,a,air.so2,1,90000,,,,', 'period "90000" is not a number of seconds'],
      ['2016-12-19T04:00:00Z,a,air.so2,1,,guess,,,', 'kind "guess" is not observed or forecast'],
      ['2016-12-19T04:00:00Z,a,air.aqi,1,3600,forecast,,,', 'issued_at "" is not an ISO 8601 time'],
      ['2016-12-19T04:00:00Z,a,air.aqi,1,,forecast,2016-12-19T04:00:00Z,,', 'a forecast needs a period'],
      ['2016-12-19T04:00:00Z,a,air.aqi,1,3600,forecast,2016-12-19T04:00:00Z,x,', 'upper "x" is not a number'],
      ['2016-12-19T04:00:00Z,a,air.so2,1,,,2016-12-19T04:00:00Z,,', 'issued_at belongs to forecasts only'],
      ['2016-12-19T04:00:00Z,a,air.so2,1,,,,2,', 'upper belongs to forecasts only'],
      ['2016-12-19T04:00:00Z,a,air.so2,1,,,,,12345678901234567', 'quality "12345678901234567" is not a flag'],
      ['2016-12-19T04:00:00Z,a,air.so2', '3 fields, 9 expected'],
      ['"2016-12-19T04:00:00Z,a,air.so2,1,,,,,', 'a quotation mark that does not close'],
    ];
    const lines = wrong.flatMap(([row]) => [row, good]);
    const text = `time,source,metric,value,period,kind,issued_at,upper,quality\n${lines.join('\n')}\n`;
    const { readings, problems, rows } = await readAll(parseLong, text);
    expect(readings).toHaveLength(wrong.length);
    expect(rows).toBe(wrong.length * 2);
    expect(problems).toEqual(
      wrong.map(([, reason], i) => ({ line: 2 + i * 2, reason: expect.stringContaining(reason) as string })),
    );
  });

  test.each([
    ['', 'the file is empty'],
    ['time,source,metric\n', 'the header has no column value'],
    ['time,source,metric,value,colour\n', 'the header has the unknown column colour'],
  ])('the header %j is refused', async (text, message) => {
    await expect(readAll(parseLong, text)).rejects.toThrow(message);
  });
});

// The header and rows have the form of the UCI data set "Beijing Multi-Site Air-Quality"; the values are made up.
describe('prsa', () => {
  const HEADER =
    '"No","year","month","day","hour","PM2.5","PM10","SO2","NO2","CO","O3","TEMP","PRES","DEWP","RAIN","wd","WSPM","station"';

  test('the hour is the start, in UTC+8; CO becomes mg/m³; NA gives no reading; the weather is left', async () => {
    const { readings, problems } = await readAll(
      parsePrsa,
      `${HEADER}\n1,2016,3,1,0,82,NA,20,53,1500,2,3.9,1018,0.2,0,"W",1,"Dongsi"\n`,
    );
    expect(problems).toEqual([]);
    expect(readings.map(brief)).toEqual([
      ['Dongsi', 'air.pm25', '2016-02-29T16:00:00Z', 82, 3600],
      ['Dongsi', 'air.so2', '2016-02-29T16:00:00Z', 20, 3600],
      ['Dongsi', 'air.no2', '2016-02-29T16:00:00Z', 53, 3600],
      ['Dongsi', 'air.co', '2016-02-29T16:00:00Z', 1.5, 3600],
      ['Dongsi', 'air.o3', '2016-02-29T16:00:00Z', 2, 3600],
    ]);
  });

  test('of a row with a wrong value nothing is taken', async () => {
    const { readings, problems } = await readAll(
      parsePrsa,
      [
        HEADER,
        '1,2016,2,30,0,82,94,20,53,1500,2,3.9,1018,0.2,0,"W",1,"Dongsi"',
        '2,2016,2,28,24,82,94,20,53,1500,2,3.9,1018,0.2,0,"W",1,"Dongsi"',
        '3,2016,2,28,1,82,94,20,many,1500,2,3.9,1018,0.2,0,"W",1,"Dongsi"',
        '4,2016,2,28,1,82,94,20,53,1500,2,3.9,1018,0.2,0,"W",1,""',
        '5,2016,2,28,1,82',
      ].join('\n'),
    );
    expect(readings).toEqual([]);
    expect(problems).toEqual([
      { line: 2, reason: 'year, month, day, hour "2016 2 30 0" are no hour' },
      { line: 3, reason: 'year, month, day, hour "2016 2 28 24" are no hour' },
      { line: 4, reason: 'NO2 "many" is not a number' },
      { line: 5, reason: 'station is empty or too long' },
      { line: 6, reason: '6 fields, 18 expected' },
    ]);
  });
});

// The header and rows have the form of the archived files china_sites_*.csv; the values are made up.
describe('cnemc', () => {
  test('the hour label is the end; running means and AQI are no readings; the AQI is given beside them', async () => {
    const text = [
      'date,hour,type,1001A,1002A',
      '20170101,0,AQI,445,',
      '20170101,0,PM2.5,417,230',
      '20170101,0,PM2.5_24h,397,207',
      '20170101,0,O3_8h,5,3',
      '20170101,0,O3_8h_24h,7,10',
      '20170101,0,CO,,3.3',
      '20170101,1,SO2,7,x',
      '20170101,1,NOx,7,8',
      '20170101,x,SO2,7,8',
      '20170101,1,SO2,7',
    ].join('\n');
    const { readings, problems } = await readAll(parseCnemc, text);
    expect(readings.map(brief)).toEqual([
      ['1001A', 'air.pm25', '2016-12-31T15:00:00Z', 417, 3600],
      ['1002A', 'air.pm25', '2016-12-31T15:00:00Z', 230, 3600],
      ['1002A', 'air.co', '2016-12-31T15:00:00Z', 3.3, 3600],
      ['1001A', 'air.so2', '2016-12-31T16:00:00Z', 7, 3600],
    ]);
    expect(problems).toEqual([
      { line: 8, reason: 'SO2 of 1002A "x" is not a number' },
      { line: 9, reason: 'type "NOx" is unknown' },
      { line: 10, reason: 'date and hour "20170101 x" are no hour' },
      { line: 11, reason: '4 fields, 5 expected' },
    ]);
    const published: PublishedAqi[] = [];
    for await (const batch of parseCnemc(bytesOf(text), { receivedAt: 7 })) published.push(...batch.published);
    expect(published).toEqual([{ source: '1001A', time: Date.UTC(2016, 11, 31, 15), aqi: 445 }]);
  });

  test.each([['date,hour,type\n', 'the header has no station']])('the header %j is refused', async (text, message) => {
    await expect(readAll(parseCnemc, text)).rejects.toThrow(message);
  });
});

// The header has the form of the daily records of Chinese cities; the values are made up.
describe('daily', () => {
  const HEADER =
    'province,city,date,aqi,aqi_hour_min,aqi_hour_max,level,pm25_ugm3,pm10_ugm3,so2_ugm3,co_mgm3,no2_ugm3,o3_ugm3,rank';

  test('a day is a mean of the city from local midnight on; particles, ozone and ranges are no readings', async () => {
    const { readings, problems, rows } = await readAll(
      parseDaily,
      `${HEADER}\n山西,临汾,2017-01-04,462,391,500,严重污染,467.1,581.6,790.5,7.571,122.7,12,0\n`,
    );
    expect({ problems, rows }).toEqual({ problems: [], rows: 1 });
    expect(readings.map(brief)).toEqual([
      ['临汾', 'air.aqi', '2017-01-03T16:00:00Z', 462, 86_400],
      ['临汾', 'air.so2', '2017-01-03T16:00:00Z', 790.5, 86_400],
      ['临汾', 'air.no2', '2017-01-03T16:00:00Z', 122.7, 86_400],
      ['临汾', 'air.co', '2017-01-03T16:00:00Z', 7.571, 86_400],
    ]);
    expect(readings[0]).toMatchObject({ kind: 'observed', issuedAt: null, upper: null, quality: null, receivedAt: 7 });
  });

  test('0 and an empty cell are missing; three columns are enough, in any order', async () => {
    const { readings } = await readAll(
      parseDaily,
      'date,so2_ugm3,aqi,city\n2017-01-04,0,50, 临汾 \n2017-01-05,,0,临汾\n',
    );
    expect(readings.map(brief)).toEqual([['临汾', 'air.aqi', '2017-01-03T16:00:00Z', 50, 86_400]]);
    expect((await readAll(parseDaily, 'city,date,aqi\n临汾,2017-01-04,50\n')).readings).toHaveLength(1);
  });

  test('of a row with a wrong value nothing is taken', async () => {
    const { readings, problems } = await readAll(
      parseDaily,
      [
        'city,date,aqi,so2_ugm3',
        '临汾,2017-02-29,462,1',
        '临汾,20170104,462,1',
        '临汾,2017-01-04,462,-',
        ',2017-01-04,462,1',
        '临汾,2017-01-04',
      ].join('\n'),
    );
    expect(readings).toEqual([]);
    expect(problems).toEqual([
      { line: 2, reason: 'date "2017-02-29" is no day YYYY-MM-DD' },
      { line: 3, reason: 'date "20170104" is no day YYYY-MM-DD' },
      { line: 4, reason: 'so2_ugm3 "-" is not a number' },
      { line: 5, reason: 'city is empty or too long' },
      { line: 6, reason: '2 fields, 4 expected' },
    ]);
  });
});
