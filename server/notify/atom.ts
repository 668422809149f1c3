import { XMLBuilder } from 'fast-xml-parser';
import { describe, type Bulletin } from './bulletin.ts';
import { alertOf, CAP_TYPE, capName, MESSAGE, toCapTime, XML_OPTIONS, xmlText, type CapContext } from './cap.ts';

/** Media type of an Atom feed. */
export const ATOM_TYPE = 'application/atom+xml';

/**
 * Bulletins as an Atom feed of CAP documents, the newest first. Links are relative to where the feed was read.
 * @param context `emptySince` is the time of a feed with nothing in it, epoch ms
 */
export function toAtom(bulletins: readonly Bulletin[], context: CapContext & { readonly emptySince: number }): string {
  const author = capName(context.sender);
  const newest = bulletins.toSorted((a, b) => b.sentAt - a.sentAt);
  const atomTime = (bulletin: Bulletin): string => toCapTime(bulletin.sentAt, bulletin.zone);
  const [first] = newest;
  const feed = {
    '@_xmlns': 'http://www.w3.org/2005/Atom',
    '@_xml:lang': 'zh-CN',
    id: `tag:${author},2026:warnings`,
    title: '望楼预警 / Wanglou warnings',
    updated: first === undefined ? toCapTime(context.emptySince, 'Asia/Shanghai') : atomTime(first),
    author: { name: author },
    link: { '@_rel': 'self', '@_type': ATOM_TYPE, '@_href': '/api/warnings.atom' },
    entry: newest.map((bulletin) => ({
      id: `tag:${author},2026:${capName(bulletin.id)}`,
      title: xmlText(`${bulletin.headline.zh} / ${bulletin.headline.en}`),
      updated: atomTime(bulletin),
      published: atomTime(bulletin),
      category: { '@_term': MESSAGE[bulletin.kind] },
      link: {
        '@_rel': 'alternate',
        '@_type': CAP_TYPE,
        '@_href': `/api/warnings/${encodeURIComponent(bulletin.case)}/cap?number=${bulletin.number}`,
      },
      summary: xmlText(describe(bulletin, 'zh')),
      content: { '@_type': CAP_TYPE, alert: alertOf(bulletin, context) },
    })),
  };
  return `<?xml version="1.0" encoding="UTF-8"?>\n${new XMLBuilder(XML_OPTIONS).build({ feed })}`;
}
