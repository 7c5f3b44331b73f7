// Words of the diagnostics page.

export const diagnostics = {
  title: '诊断信息',
}
