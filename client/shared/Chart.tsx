import { BarChart, LineChart, ScatterChart } from 'echarts/charts';
import {
  GridComponent,
  LegendComponent,
  MarkAreaComponent,
  MarkLineComponent,
  TooltipComponent,
} from 'echarts/components';
import { init, use as register, type EChartsType } from 'echarts/core';
import { LegacyGridContainLabel } from 'echarts/features';
import { CanvasRenderer } from 'echarts/renderers';
import type { ReactNode } from 'react';
import { ChartMount, type ChartProps } from './ChartMount.tsx';

function createChart(element: HTMLElement): EChartsType {
  register([
    LineChart,
    BarChart,
    ScatterChart,
    GridComponent,
    LegendComponent,
    MarkAreaComponent,
    MarkLineComponent,
    TooltipComponent,
    LegacyGridContainLabel,
    CanvasRenderer,
  ]);
  return init(element, null, { renderer: 'canvas' });
}

/** A chart for the pages that people sit at, with legend and tooltip. It fills its box; give the class a height. */
export function Chart<V>(props: ChartProps<V>): ReactNode {
  return <ChartMount {...props} create={createChart} />;
}
