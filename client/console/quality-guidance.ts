import type { QualityRule } from '../../server/model/quality.ts';
import type { Text } from '../../server/wire/shapes.ts';

/** What to look at when data are not what they should be, in the order in which it is looked at. */
export const QUALITY_GUIDANCE: Readonly<Record<QualityRule, readonly Text[]>> = {
  'feed-lost': [
    {
      zh: '看“数据源”页：各来源最后读数是否停在同一时刻；若是，先查本端接入与网络。',
      en: 'Look at the feeds page: did all sources stop at the same time? If so, the way in and the network here come first.',
    },
    {
      zh: '与数据提供单位联系，问明中断原因和恢复时间；其间按现场报告和人工填报掌握情况。',
      en: 'Ask those who send the data why they stopped and until when; meanwhile go by reports from the place.',
    },
    {
      zh: '级别在数据恢复前不会下降，也可能偏低：不要据此解除预警。',
      en: 'Levels will not fall while data are missing, and may be too low: lift nothing because of them.',
    },
  ],
  silent: [
    {
      zh: '与运维单位核实该站供电、通信和采集设备。',
      en: 'Have power, line and data logger of the station looked at by whoever maintains it.',
    },
    {
      zh: '与邻近站点比对，判断是否影响全市或全县的数值；必要时人工填报。',
      en: 'Compare with the stations around it: does its silence change the figure of the city or county? Report by hand if need be.',
    },
    {
      zh: '计划检修的，由应急办停用此报警并写明理由。',
      en: 'If it is planned work, have the office take this alarm out of service, with the reason.',
    },
  ],
  stale: [
    {
      zh: '看同站其他指标是否正常：只缺一项，多为单台仪器或其线路故障。',
      en: 'Are the other values of the source there? If one alone is missing, it is mostly its instrument or its line.',
    },
    {
      zh: '核对应有间隔与实际上报间隔是否一致。',
      en: 'Is the interval at which it is expected the one at which it is sent?',
    },
    { zh: '通知运维单位，记下预计恢复时间。', en: 'Tell whoever maintains it, and note when it will be back.' },
  ],
  flatline: [
    {
      zh: '与邻近站点或同类对象比对：真实过程不会长时间分毫不变。',
      en: 'Compare with its neighbours: nothing real stands so still for so long.',
    },
    {
      zh: '请运维单位检查仪器是否卡死、处于校准，或采集端在重复上送旧值。',
      en: 'Have the instrument looked at: stuck, in calibration, or an old value sent again and again?',
    },
    {
      zh: '查明之前，对依赖它的级别存疑，以其他证据佐证。',
      en: 'Until that is known, look for other proof of the levels that rest on it.',
    },
  ],
  'out-of-range': [
    {
      zh: '该值已存储、已标记，但不参与研判。',
      en: 'The value is stored and marked, and no rule judges it.',
    },
    {
      zh: '核对单位、量程和小数点；检查仪器是否刚校准或重启。',
      en: 'Look at unit, range and decimal point, and whether the instrument was just calibrated or restarted.',
    },
    {
      zh: '若现场确有极端情况，以现场报告为准，人工填报。',
      en: 'If things really are that extreme there, go by the report from the place, and file it by hand.',
    },
  ],
};
