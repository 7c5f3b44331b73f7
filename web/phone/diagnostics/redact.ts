// Takes out of a line of the log what support does not need and nobody else may have: people, places, tokens.

export interface Known {
  /** Names and user names of the people who used this phone. */
  people: string[]
}

const RULES: [RegExp, string][] = [
  // Tokens: JWTs, bearer headers, and any long run of letters and digits that is no plain id.
  [/\beyJ[\w-]+\.[\w-]+\.[\w-]*/g, '<token>'],
  [/\bBearer\s+\S+/gi, 'Bearer <token>'],
  // A photo is told apart by eight digits of its hash.
  [/\b([0-9a-f]{8})[0-9a-f]{56}\b/gi, '$1…'],
  [/[\w-]{40,}/g, '<token>'],
  [/(token|password|secret|key)(["']?\s*[:=]\s*["']?)[^\s"',}]+/gi, '$1$2<secret>'],
  // What was asked for may be somebody's name or place.
  [/\?[^\s"')]+/g, '?<query>'],
  [/[\w.+-]+@[\w-]+(\.[\w-]+)+/g, '<mail>'],
  // Mobile and identity numbers.
  [/(?<!\d)1[3-9]\d{9}(?!\d)/g, '<phone>'],
  [/(?<!\d)\d{17}[\dXx](?!\d)/g, '<number>'],
  // Degrees with four decimals or more point at a house.
  [/-?\d{1,3}\.\d{4,}/g, '<degrees>'],
]

export function redacted(line: string, known: Known): string {
  const clean = RULES.reduce((text, [found, instead]) => text.replace(found, instead), line)
  // The longest first: a short name may be part of a longer one. A single letter is no name.
  const people = known.people.filter((name) => name.length > 1).sort((a, b) => b.length - a.length)
  return people.reduce((text, name) => text.replaceAll(name, '<person>'), clean)
}
