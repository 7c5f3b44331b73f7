// Which help topics have a drawing.

export const PICTURES = ['report', 'offline', 'handle', 'verify', 'patrol'] as const

export type PictureName = (typeof PICTURES)[number]

export function hasPicture(topic: string): topic is PictureName {
  return PICTURES.some((name) => name === topic)
}
