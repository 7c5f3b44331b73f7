// Where the person is, in WGS-84, for distances and the map. It asks for permission only when the person wants distances;
// where it was given before, it looks at once.

import { computed, onMounted } from 'vue'
import { toWgs84 } from '@/place/crs'
import { usePosition } from '../place/usePosition'

export function useHere() {
  const { fix, state, start, stop } = usePosition()
  const here = computed(() => {
    if (!fix.value) return null
    const { lon, lat } = toWgs84(fix.value, fix.value.crs)
    return { lon, lat, accuracyM: fix.value.accuracy_m ?? null }
  })

  onMounted(async () => {
    if (await alreadyAllowed()) start()
  })

  return { here, state, start, stop }
}

async function alreadyAllowed(): Promise<boolean> {
  if (window.xunchengWrapper?.position) return true
  try {
    return (await navigator.permissions.query({ name: 'geolocation' })).state === 'granted'
  } catch {
    // Web views without the permissions interface.
    return false
  }
}
