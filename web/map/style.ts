// How zones, the position and the walk are drawn, in the app's own colours; there is no base map under them.

import type { StyleSpecification } from 'maplibre-gl'

export interface MapColours {
  ground: string
  zone: string
  chosen: string
  ink: string
  halo: string
}

/** From the theme's tokens, so that light and dark are said in one place. */
export function mapColours(root: Element = document.documentElement): MapColours {
  const style = getComputedStyle(root)
  const token = (name: string) => style.getPropertyValue(name).trim()
  return { ground: token('--page'), zone: token('--accent'), chosen: token('--yellow'), ink: token('--ink'), halo: token('--card') }
}

const NOTHING = { type: 'FeatureCollection' as const, features: [] }

export function mapStyle(colours: MapColours): StyleSpecification {
  const { ground, zone, chosen, ink, halo } = colours
  const isChosen = ['==', ['get', 'id'], ''] as never
  return {
    version: 8,
    sources: {
      zones: { type: 'geojson', data: NOTHING },
      position: { type: 'geojson', data: NOTHING },
      walk: { type: 'geojson', data: NOTHING },
    },
    layers: [
      { id: 'ground', type: 'background', paint: { 'background-color': ground } },
      { id: 'zone-fill', type: 'fill', source: 'zones', paint: { 'fill-color': zone, 'fill-opacity': 0.14 } },
      { id: 'zone-chosen', type: 'fill', source: 'zones', filter: isChosen, paint: { 'fill-color': chosen, 'fill-opacity': 0.35 } },
      { id: 'zone-line', type: 'line', source: 'zones', paint: { 'line-color': zone, 'line-width': ['interpolate', ['linear'], ['zoom'], 12, 0.5, 16, 1.4], 'line-opacity': 0.75 } },
      { id: 'zone-chosen-line', type: 'line', source: 'zones', filter: isChosen, paint: { 'line-color': chosen, 'line-width': 3 } },
      { id: 'accuracy', type: 'fill', source: 'position', filter: ['==', ['geometry-type'], 'Polygon'], paint: { 'fill-color': zone, 'fill-opacity': 0.2, 'fill-outline-color': zone } },
      { id: 'walk', type: 'line', source: 'walk', paint: { 'line-color': ink, 'line-width': 2.5, 'line-dasharray': [2, 1.5] } },
      {
        id: 'zone-name',
        type: 'symbol',
        source: 'zones',
        minzoom: 14,
        layout: { 'text-field': ['get', 'name'], 'text-size': 13, 'text-max-width': 8 },
        paint: { 'text-color': ink, 'text-halo-color': halo, 'text-halo-width': 1.6 },
      },
      {
        id: 'here',
        type: 'circle',
        source: 'position',
        filter: ['==', ['geometry-type'], 'Point'],
        paint: { 'circle-radius': 7, 'circle-color': zone, 'circle-stroke-color': halo, 'circle-stroke-width': 3 },
      },
    ],
  }
}
