// Words of the search page.

export const search = {
  title: '查找案件',
}
