import { XMLBuilder } from 'fast-xml-parser';
import { formatLocal } from '../model/local-time.ts';
import type { Text } from '../model/text.ts';
import { describe, type Bulletin } from './bulletin.ts';

export const CAP_NAMESPACE = 'urn:oasis:names:tc:emergency:cap:1.2';
/** Media type of a CAP document. */
export const CAP_TYPE = 'application/cap+xml';

/** What a CAP document says beside the bulletin. */
export interface CapContext {
  /** Who sends: unique in the world, such as a domain name. */
  readonly sender: string;
  /** What is known of a place by the id of its subject. */
  readonly places: Readonly<Record<string, CapPlace>>;
}
export interface CapPlace {
  /** Administrative code by GB/T 2260; absent when not known. */
  readonly geocode?: string | undefined;
  /** Latitude and longitude, the last point as the first. */
  readonly polygon?: readonly (readonly [lat: number, lon: number])[] | undefined;
}

const STATUS = { actual: 'Actual', exercise: 'Exercise', test: 'Test' } as const;
/** The type of a message by its kind. */
export const MESSAGE = { alert: 'Alert', update: 'Update', cancel: 'Cancel' } as const;
const SEVERITY = { blue: 'Minor', yellow: 'Moderate', orange: 'Severe', red: 'Extreme' } as const;
const COLOR = { blue: 'Blue', yellow: 'Yellow', orange: 'Orange', red: 'Red' } as const;
const CATEGORY: Readonly<Record<string, string>> = { pollution: 'Env', outage: 'Infra', energy: 'Infra' };
const CERTAINTY = { observed: 'Observed', forecast: 'Likely', people: 'Unknown' } as const;
const NOTES: Readonly<Record<Bulletin['standing'], string | null>> = {
  actual: null,
  exercise: '演练或演示，不是真实预警 / A drill or a demonstration, not a real warning',
  test: '测试，请勿据此行动 / A test: do not act on it',
};

/** An instant (epoch ms) as CAP wants it: to the second, with the offset of a zone. */
export function toCapTime(instant: number, zone: string): string {
  const second = instant - (((instant % 1000) + 1000) % 1000);
  const [date = '', time = ''] = formatLocal(second, zone).split(' ');
  const local = `${date}T${time.length === 5 ? `${time}:00` : time}`;
  const minutes = Math.round((Date.parse(`${local}Z`) - second) / 60_000);
  const pad = (value: number): string => String(value).padStart(2, '0');
  const size = Math.abs(minutes);
  return `${local}${minutes < 0 ? '-' : '+'}${pad(Math.floor(size / 60))}:${pad(size % 60)}`;
}

/** A name without the signs that CAP forbids in identifiers and senders. */
export const capName = (name: string): string => name.replaceAll(/[\s,<&]+/gu, '-');

/** Text without the signs that no XML document can hold. */
export const xmlText = (text: string): string =>
  // eslint-disable-next-line no-control-regex -- these are the signs that are meant
  text.replaceAll(/[\u0000-\u0008\u000B\u000C\u000E-\u001F\uFFFE\uFFFF]|\p{Surrogate}/gu, '');

/** A bulletin as the content of an `alert` element, in the order of the schema. */
export function alertOf(bulletin: Bulletin, { sender, places }: CapContext): Record<string, unknown> {
  const { zone, references, standing, kind } = bulletin;
  const from = capName(sender);
  const note = NOTES[standing];
  return {
    '@_xmlns': CAP_NAMESPACE,
    identifier: capName(bulletin.id),
    sender: from,
    sent: toCapTime(bulletin.sentAt, zone),
    status: STATUS[standing],
    msgType: MESSAGE[kind],
    scope: 'Public',
    ...(note === null ? {} : { note }),
    ...(references.length === 0
      ? {}
      : {
          references: references.map(({ id, sentAt }) => `${from},${capName(id)},${toCapTime(sentAt, zone)}`).join(' '),
        }),
    incidents: capName(bulletin.case),
    info: [infoOf(bulletin, 'zh', places), infoOf(bulletin, 'en', places)],
  };
}

function infoOf(bulletin: Bulletin, language: keyof Text, places: CapContext['places']): Record<string, unknown> {
  const { zone, kind, plan, color, level, advice, onsetAt, place } = bulletin;
  const isOver = kind === 'cancel';
  const known = places[place.id] ?? {};
  const event = language === 'zh' ? plan.short.zh : plan.short.en;
  return {
    language: language === 'zh' ? 'zh-CN' : 'en',
    category: CATEGORY[plan.scale] ?? 'Safety',
    event: xmlText(event),
    responseType: isOver ? 'AllClear' : bulletin.isAhead ? 'Prepare' : 'Execute',
    urgency: isOver ? 'Past' : bulletin.isAhead ? 'Expected' : 'Immediate',
    severity: isOver ? 'Minor' : SEVERITY[color],
    certainty: isOver ? 'Unlikely' : CERTAINTY[bulletin.basis],
    effective: toCapTime(bulletin.sentAt, zone),
    ...(onsetAt === null ? {} : { onset: toCapTime(onsetAt, zone) }),
    senderName: xmlText(bulletin.office[language]),
    headline: xmlText(bulletin.headline[language]),
    description: xmlText(describe(bulletin, language)),
    ...(advice.length === 0 ? {} : { instruction: xmlText(advice.map((each) => each[language]).join('\n')) }),
    parameter: [
      { valueName: 'alertLevel', value: level },
      { valueName: 'alertLevelName', value: xmlText(bulletin.levelName[language]) },
      { valueName: 'alertLevelColor', value: COLOR[color] },
      { valueName: 'plan', value: plan.id },
    ],
    area: {
      areaDesc: xmlText(place.name[language]),
      ...(known.polygon === undefined ? {} : { polygon: known.polygon.map((point) => point.join(',')).join(' ') }),
      ...(known.geocode === undefined ? {} : { geocode: { valueName: 'GB/T 2260', value: known.geocode } }),
    },
  };
}

/** How the documents are written. */
export const XML_OPTIONS = {
  ignoreAttributes: false,
  attributeNamePrefix: '@_',
  format: true,
  processEntities: true,
} as const;

/** A bulletin as a CAP 1.2 document. */
export const toCap = (bulletin: Bulletin, context: CapContext): string =>
  `<?xml version="1.0" encoding="UTF-8"?>\n${new XMLBuilder(XML_OPTIONS).build({ alert: alertOf(bulletin, context) })}`;
