// Words of my pages: settings, several people, storage.

export const me = {
  title: '我的',
}
