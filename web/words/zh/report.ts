// Words of the report pages.

export const report = {
  title: '上报问题',
}
