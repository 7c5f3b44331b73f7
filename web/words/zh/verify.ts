// Words of verifying a handled case.

export const verify = {
  title: '核查',
}
