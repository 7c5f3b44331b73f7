// Words of signing in.

export const signIn = {
  title: '登录',
}
