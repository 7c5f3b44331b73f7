// Words of places, zones and routes.

export const place = {
  title: 'Place',
  refused: 'Position not allowed',
  unavailable: 'No position now',
}
