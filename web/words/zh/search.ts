// Words of the search page.

export const search = {
  title: '查找案件',
  what: '案件编号、描述或地点',
  clear: '清除',
  category: '问题类别',
  anyCategory: '全部类别',
  start: '输入案件编号，或描述、地点中的词语',
  nothing: '没有找到符合条件的案件',
  found: (n: number) => `找到 ${n} 件`,
  offline: '无网络，仅在本机已保存的案件中查找',
  firstOnly: (n: number) => `仅显示最新的 ${n} 件，请补充条件缩小范围`,
}
