import { BarChart, LineChart, ScatterChart } from 'echarts/charts';
import { GridComponent, MarkLineComponent } from 'echarts/components';
import { init, use as register, type EChartsType } from 'echarts/core';
import { CanvasRenderer } from 'echarts/renderers';
import type { ReactNode } from 'react';
import { ChartMount, type ChartProps } from '../shared/ChartMount.tsx';

function createChart(element: HTMLElement): EChartsType {
  register([LineChart, BarChart, ScatterChart, GridComponent, MarkLineComponent, CanvasRenderer]);
  return init(element, null, { renderer: 'canvas' });
}

/** A chart of the wall: no pointer, so no legend and no tooltip. */
export function WallChart<V>(props: ChartProps<V>): ReactNode {
  return <ChartMount {...props} create={createChart} />;
}
