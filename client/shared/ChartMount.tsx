import type { EChartsOption } from 'echarts';
import type { EChartsType } from 'echarts/core';
import { createContext, useContext, useEffect, useId, useRef, type ReactNode } from 'react';
import type { ChartTheme } from '../charts/chart-theme.ts';
import { useTheme } from '../theme-context.tsx';
import type { DrawQueue } from './draw-queue.ts';

const DrawQueueContext = createContext<DrawQueue | null>(null);

/** Charts inside share one queue: one drawing a task. Without it a chart draws at once. */
export function DrawQueueProvider({ queue, children }: { queue: DrawQueue; children: ReactNode }): ReactNode {
  return <DrawQueueContext value={queue}>{children}</DrawQueueContext>;
}

export interface ChartProps<V> {
  /** What the chart shows; drawn anew when it is another object. */
  readonly view: V;
  /** A pure builder. */
  readonly build: (view: V, theme: ChartTheme) => EChartsOption;
  /** Says in words what the chart is about. */
  readonly label: string;
  /** Says in words what it shows now; left out where the label does. */
  readonly shown?: string;
  readonly className?: string;
}

/**
 * Mounts a chart and keeps it in step with its view and its box. The builder gets the page's theme with the font size of
 * that box. `create` makes the chart with the parts of ECharts that the page needs.
 */
export function ChartMount<V>({
  view,
  build,
  label,
  shown = '',
  className,
  create,
}: ChartProps<V> & { readonly create: (element: HTMLElement) => EChartsType }): ReactNode {
  const theme = useTheme();
  const queue = useContext(DrawQueueContext);
  const key = useId();
  const element = useRef<HTMLDivElement>(null);
  const chart = useRef<EChartsType | null>(null);
  const draw = useRef<() => void>(() => undefined);

  useEffect(() => {
    const host = element.current;
    if (host === null) return;
    draw.current = (): void => {
      if (host.clientWidth === 0 || host.clientHeight === 0) return;
      chart.current ??= create(host);
      if (chart.current.getWidth() !== host.clientWidth || chart.current.getHeight() !== host.clientHeight) {
        chart.current.resize();
      }
      const textPx = Number.parseFloat(getComputedStyle(host).fontSize);
      chart.current.setOption(build(view, { ...theme, textPx }), {
        replaceMerge: ['series', 'grid', 'xAxis', 'yAxis'],
      });
    };
    if (queue === null) draw.current();
    else queue.request(key, () => draw.current());
  }, [view, build, create, theme, queue, key]);

  useEffect(() => {
    const host = element.current;
    if (host === null) return;
    const observer = new ResizeObserver(() => {
      if (queue === null) draw.current();
      else queue.request(key, () => draw.current());
    });
    observer.observe(host);
    return () => {
      observer.disconnect();
      queue?.cancel(key);
      chart.current?.dispose();
      chart.current = null;
    };
  }, [queue, key]);

  return (
    <figure
      className={className === undefined ? 'chart' : `chart ${className}`}
      // What is drawn is a picture to whoever hears the page; there is no file of it.
      // oxlint-disable-next-line jsx-a11y/prefer-tag-over-role
      role="img"
      aria-label={shown === '' ? label : `${label}: ${shown}`}
    >
      <div ref={element} />
    </figure>
  );
}
