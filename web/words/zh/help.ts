// Words of the help pages.

export const help = {
  title: '使用帮助',
}
