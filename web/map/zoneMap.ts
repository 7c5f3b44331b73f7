// One MapLibre map of the city's zones: what can be shown on it and what a person does with it. The component around it
// owns the words and the buttons.

import { GeoJSONSource, Map as MapLibre, Marker, setWorkerUrl, type LngLatBoundsLike } from 'maplibre-gl'
import workerUrl from 'maplibre-gl/dist/maplibre-gl-worker.mjs?url'
import 'maplibre-gl/dist/maplibre-gl.css'
import type { ZoneCollection } from '@/api/types'
import type { Point } from '@/place/crs'
import { circle, type Box } from './shapes'
import { mapColours, mapStyle } from './style'

setWorkerUrl(workerUrl)

export interface Here extends Point {
  accuracyM: number | null
}

export interface Options {
  container: HTMLElement
  start: Box
  interactive: boolean
  title: string
  tapped: (at: Point) => void
  /** The person has moved the map: from now on it stays where it is. */
  moved: () => void
}

export type ZoneMapHandle = ReturnType<typeof createZoneMap>

const STREET_ZOOM = 16.5
const CLOSEST_ZOOM = 19
const STREETS_SEEN_ZOOM = 15

export function createZoneMap(options: Options) {
  const map = new MapLibre({
    container: options.container,
    style: mapStyle(mapColours()),
    bounds: options.start as LngLatBoundsLike,
    fitBoundsOptions: { padding: 24, maxZoom: STREET_ZOOM },
    maxZoom: CLOSEST_ZOOM,
    interactive: options.interactive,
    attributionControl: false,
    dragRotate: false,
    pitchWithRotate: false,
    touchPitch: false,
    fadeDuration: 0,
    locale: { 'Map.Title': options.title },
    localIdeographFontFamily: getComputedStyle(document.body).fontFamily,
  })
  map.touchZoomRotate.disableRotation()
  map.keyboard.disableRotation()
  map.on('click', ({ lngLat }) => {
    const at = { lon: lngLat.lng, lat: lngLat.lat }
    options.tapped(at)
    // With the whole city under a fingertip nobody means an exact place: closer, to mend it there.
    if (options.interactive && map.getZoom() < STREETS_SEEN_ZOOM) goTo(at)
  })
  map.on('movestart', (event) => event.originalEvent && options.moved())

  let ready = false
  let last: { zones?: ZoneCollection; chosen?: string | null; here?: Here | null; walk?: Point[] } = {}
  const whenReady = () => {
    ready = true
    draw(last)
  }
  map.once('style.load', whenReady)

  const source = (name: string) => map.getSource(name) as GeoJSONSource

  function goTo({ lon, lat }: Point): void {
    map.jumpTo({ center: [lon, lat], zoom: Math.max(map.getZoom(), STREET_ZOOM) })
  }

  function show(change: typeof last): void {
    last = { ...last, ...change }
    if (ready) draw(change)
  }

  function draw({ zones, chosen, here, walk }: typeof last): void {
    if (zones) source('zones').setData(zones as never)
    if (chosen !== undefined) {
      const filter = ['==', ['get', 'id'], chosen ?? ''] as never
      map.setFilter('zone-chosen', filter)
      map.setFilter('zone-chosen-line', filter)
    }
    if (here !== undefined) source('position').setData({ type: 'FeatureCollection', features: here ? hereFeatures(here) : [] })
    if (walk) source('walk').setData({ type: 'Feature', properties: {}, geometry: { type: 'LineString', coordinates: walk.map(({ lon, lat }) => [lon, lat]) } })
  }

  return {
    show,
    /** After light has become dark: the layers anew, then everything that was on them. */
    repaint(): void {
      ready = false
      map.once('style.load', whenReady)
      map.setStyle(mapStyle(mapColours()), { diff: false })
    },
    goTo,
    fit(box: Box): void {
      map.fitBounds(box as LngLatBoundsLike, { padding: 48, maxZoom: STREET_ZOOM, animate: false })
    },
    zoom(by: number): void {
      map.zoomTo(map.getZoom() + by)
    },
    pin(element: HTMLElement, at: Point, movable: boolean, dropped: (to: Point) => void) {
      const marker = new Marker({ element, anchor: 'bottom', draggable: movable }).setLngLat([at.lon, at.lat]).addTo(map)
      marker.on('dragend', () => {
        const { lng, lat } = marker.getLngLat()
        dropped({ lon: lng, lat })
      })
      return {
        move: ({ lon, lat }: Point) => void marker.setLngLat([lon, lat]),
        remove: () => void marker.remove(),
      }
    },
    remove: () => map.remove(),
  }
}

function hereFeatures(here: Here) {
  const point = { type: 'Feature' as const, properties: {}, geometry: { type: 'Point' as const, coordinates: [here.lon, here.lat] } }
  if (!here.accuracyM) return [point]
  return [{ type: 'Feature' as const, properties: {}, geometry: circle(here, here.accuracyM) }, point]
}
