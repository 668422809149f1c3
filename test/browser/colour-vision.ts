/** The level colours as people see them who lack one kind of cones: simulated, and measured against each other. */
import type { Page } from 'playwright-core';

/** Names as the browser's own simulation has them. */
export const DEFICIENCIES = ['deuteranopia', 'protanopia', 'tritanopia'] as const;
export type Deficiency = (typeof DEFICIENCIES)[number];

type Triple = readonly [number, number, number];
type Matrix = readonly [Triple, Triple, Triple];

/**
 * Linear RGB to linear RGB, severity 1.0.
 * @source Machado, Oliveira, Fernandes, A Physiologically-based Model for Simulation of Color Vision Deficiency, IEEE
 * Transactions on Visualization and Computer Graphics 15 (2009), 1291-1298; matrices of the authors' supplement.
 */
const MATRICES: Readonly<Record<Deficiency, Matrix>> = {
  deuteranopia: [
    [0.367322, 0.860646, -0.227968],
    [0.280085, 0.672501, 0.047413],
    [-0.01182, 0.04294, 0.968881],
  ],
  protanopia: [
    [0.152286, 1.052583, -0.204868],
    [0.114503, 0.786281, 0.099216],
    [-0.003882, -0.048116, 1.051998],
  ],
  tritanopia: [
    [1.255528, -0.076749, -0.178779],
    [-0.078411, 0.930809, 0.147602],
    [0.004733, 0.691367, 0.3039],
  ],
};

/** Linear RGB to XYZ, white point D65. @source IEC 61966-2-1 (sRGB) */
const TO_XYZ: Matrix = [
  [0.4124564, 0.3575761, 0.1804375],
  [0.2126729, 0.7151522, 0.072175],
  [0.0193339, 0.119192, 0.9503041],
];
const WHITE: Triple = [0.95047, 1, 1.08883];

const apply = (matrix: Matrix, [x, y, z]: Triple): Triple => {
  const [a, b, c] = matrix.map(([p, q, r]) => p * x + q * y + r * z);
  return [a ?? 0, b ?? 0, c ?? 0];
};

/** A colour `#rrggbb` in linear RGB, 0 to 1. */
function linearOf(hex: string): Triple {
  const [r, g, b] = [1, 3, 5]
    .map((start) => Number.parseInt(hex.slice(start, start + 2), 16) / 255)
    .map((value) => (value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4));
  return [r ?? 0, g ?? 0, b ?? 0];
}

const clamp = (value: number): number => Math.min(1, Math.max(0, value));

/** What is seen of a colour, in linear RGB; without a deficiency the colour itself. */
function seen(hex: string, deficiency: Deficiency | null): Triple {
  const [r, g, b] = deficiency === null ? linearOf(hex) : apply(MATRICES[deficiency], linearOf(hex));
  return [clamp(r), clamp(g), clamp(b)];
}

/** CIE 1976 L*a*b* of linear RGB. @source CIE 15 */
function labOf(linear: Triple): Triple {
  const f = (value: number): number =>
    value > (6 / 29) ** 3 ? Math.cbrt(value) : value / (3 * (6 / 29) ** 2) + 4 / 29;
  const [x, y, z] = apply(TO_XYZ, linear);
  const [fx, fy, fz] = [f(x / WHITE[0]), f(y / WHITE[1]), f(z / WHITE[2])];
  return [116 * fy - 16, 500 * (fx - fy), 200 * (fy - fz)];
}

/** WCAG 2 contrast of two colours as they are seen, 1 to 21. */
export function contrast(a: string, b: string, deficiency: Deficiency | null): number {
  const luminance = (hex: string): number => apply(TO_XYZ, seen(hex, deficiency))[1];
  const [light = 0, dark = 0] = [luminance(a), luminance(b)].toSorted((x, y) => y - x);
  return (light + 0.05) / (dark + 0.05);
}

/** How far apart two colours are seen: CIE 1976 delta E. About 2.3 can just be told side by side. */
export function distance(a: string, b: string, deficiency: Deficiency | null): number {
  const [one, other] = [labOf(seen(a, deficiency)), labOf(seen(b, deficiency))];
  return Math.hypot(one[0] - other[0], one[1] - other[1], one[2] - other[2]);
}

/** Shows a page, from now on, as somebody with a deficiency sees it; null: as it is. Chromium uses the same matrices. */
export async function lookWith(page: Page, deficiency: Deficiency | null): Promise<void> {
  const devtools = await page.context().newCDPSession(page);
  await devtools.send('Emulation.setEmulatedVisionDeficiency', { type: deficiency ?? 'none' });
}
