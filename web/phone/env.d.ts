// What the build and the wrapper apps put into the global scope.

declare const __APP_VERSION__: string
declare const __BUILT_AT__: string

interface Window {
  /** A city's wrapper app that has a better source of positions than the browser. */
  xunchengWrapper?: {
    /** Gives the position in the system it names; absent means wgs84. */
    position?: () => Promise<{ lon: number; lat: number; accuracy_m?: number; crs?: 'wgs84' | 'gcj02' | 'bd09' }>
  }
}
