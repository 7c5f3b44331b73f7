// Words of taking and choosing photos.

export const photo = {
  title: '照片',
}
