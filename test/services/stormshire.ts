/** A county of so many township grids that all of them at once are a storm of alarms. */
export const TOWNS = 20;
export const GRIDS = 100;
export const gridOf = (town: number, grid: number): string => `g-${town}-${grid}`;

/** Its jurisdiction file. */
export const STORMSHIRE = `id: stormshire
name: { zh: 风暴县, en: Stormshire }
timezone: Asia/Shanghai
plans: [yangcheng-outage]
subjects:
  - { id: stormshire, kind: county, name: { zh: 风暴县, en: Stormshire } }
${Array.from({ length: TOWNS }, (_, town) => [
  `  - { id: t-${town}, kind: town, parent: stormshire, name: { zh: 第${town}镇, en: Town ${town} } }`,
  ...Array.from(
    { length: GRIDS },
    (__, grid) =>
      `  - { id: ${gridOf(town, grid)}, kind: grid, scope: township, parent: t-${town}, customers: 1000, ratedLoad: 400 }`,
  ),
])
  .flat()
  .join('\n')}
`;
