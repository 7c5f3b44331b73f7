// The strip with time, place and unit along the lower edge of a picture that is shown. Evidence never carries it.

type Context = CanvasRenderingContext2D | OffscreenCanvasRenderingContext2D

/** On a canvas that already shows the picture. */
export function drawStrip(context: Context, width: number, height: number, lines: string[]): void {
  const size = Math.max(12, Math.round(Math.min(width, height) / 28))
  const step = Math.round(size * 1.45)
  const tall = step * lines.length + size
  context.save()
  context.fillStyle = 'rgb(0 0 0 / 55%)'
  context.fillRect(0, height - tall, width, tall)
  context.fillStyle = '#fff'
  context.font = `${size}px system-ui, sans-serif`
  context.textBaseline = 'top'
  lines.forEach((line, index) => context.fillText(line, size, height - tall + size / 2 + index * step, width - 2 * size))
  context.restore()
}

/** A copy to be shown or shared, with the strip on it. */
export async function copyWithStrip(bytes: ArrayBuffer, type: string, lines: string[]): Promise<Blob> {
  const bitmap = await createImageBitmap(new Blob([bytes], { type }), { imageOrientation: 'from-image' })
  const canvas = document.createElement('canvas')
  canvas.width = bitmap.width
  canvas.height = bitmap.height
  const context = canvas.getContext('2d')
  if (!context) throw new Error('no canvas')
  context.drawImage(bitmap, 0, 0)
  bitmap.close()
  drawStrip(context, canvas.width, canvas.height, lines)
  return new Promise((resolve, reject) => {
    canvas.toBlob((blob) => (blob ? resolve(blob) : reject(new Error('no copy'))), 'image/jpeg', 0.85)
  })
}
