// Words of the map.

export const map = {
  title: 'Map of the zones',
  loading: 'Opening the map…',
  failed: 'This phone cannot show the map. Everything else works.',
  closer: 'Zoom in',
  farther: 'Zoom out',
  toHere: 'Back to the position',
}
