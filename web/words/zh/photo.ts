// Words of taking and choosing photos.

export const photo = {
  title: '照片',
  fault: {
    not_a_picture: '这不是照片，或格式不受支持。请选择 JPG、PNG 或 WebP 照片，或直接拍照。',
    heic_unreadable: '本机浏览器无法读取 HEIC 照片。请直接拍照，或在相机设置中把格式改为“兼容性最佳（JPG）”后重拍。',
    damaged: '照片文件已损坏或不完整，请重新拍摄或另选一张。',
    too_large: '照片像素过高，本机内存不足。请降低相机分辨率后重拍。',
  },
}
