/** Words of the papers of a case. */
export const papersMessages = {
  zh: {
    papers: '文书',
    back: '← 返回预警响应',
    print: '打印或另存为 PDF',
    loading: '正在汇编…',
    compiled: '汇编时间 {{time}}',
    number: '编号 {{id}}',
    none: '无',
    colon: '：',
    demo: '演示数据，不得作为正式文书',
    kind: {
      'approval-form': '审批表',
      bulletin: '发布信息',
      situation: '情况报告',
      daily: '落实日报',
      closing: '总结评估',
    },
  },
  en: {
    papers: 'Papers',
    back: '← Back to the case',
    print: 'Print or save as PDF',
    loading: 'Being compiled…',
    compiled: 'Compiled {{time}}',
    number: 'No. {{id}}',
    none: 'None',
    colon: ':',
    demo: 'Demonstration data, no official paper',
    kind: {
      'approval-form': 'Approval form',
      bulletin: 'Bulletin',
      situation: 'Situation report',
      daily: 'Daily report',
      closing: 'Closing assessment',
    },
  },
};
