// What our libraries take for granted and Chromium 88 lacks, in as little as they need. Our own code does without.

/** As browsers since 93 have it. */
const known = Object as { hasOwn?: (of: object, key: PropertyKey) => boolean }

export function fillIn(): void {
  // Pinia, with every store.
  known.hasOwn ??= (of, key) => Object.prototype.hasOwnProperty.call(of, key)
  if (!('at' in Array.prototype)) {
    // MapLibre, with every line.
    Object.defineProperty(Array.prototype, 'at', {
      configurable: true,
      writable: true,
      value(this: unknown[], index: number) {
        const whole = Math.trunc(index) || 0
        return this[whole < 0 ? this.length + whole : whole]
      },
    })
  }
}

fillIn()
