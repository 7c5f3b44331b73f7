// Words of visits and campaigns.

export const patrol = {
  title: '巡查',
}
