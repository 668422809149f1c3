import type { TFunction } from 'i18next';
import { formatNumber } from '../i18n/index.ts';

/** A unit as people read it beside a number. */
export const unitWord = (t: TFunction, unit: string): string => t(`console:unit.${unit}`, { defaultValue: unit });

/** A number with its unit: 7 h, 6.2 天, 43 %. */
export const amount = (t: TFunction, value: number | null, unit: string): string =>
  `${formatNumber(value)} ${unitWord(t, unit)}`.trim();
