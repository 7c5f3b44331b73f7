// Words of the work list and the list of cases near by.

export const work = {
  title: '待办',
}
