// The outlines of the icons on a 24 by 24 grid.

export const paths = {
  back: 'M15 5l-7 7 7 7',
  forward: 'M9 5l7 7-7 7',
  close: 'M6 6l12 12M18 6L6 18',
  check: 'M5 13l4.5 4.5L19 7',
  plus: 'M12 5v14M5 12h14',
  minus: 'M5 12h14',
  target: 'M12 18a6 6 0 100-12 6 6 0 000 12zM12 3v5M12 16v5M3 12h5M16 12h5',
  torch: 'M8 3h8v4l-2 3v11h-4V10L8 7zM8 7h8M12 13v2',
  turn: 'M4 9a8 8 0 0114-3l2 2M20 4v4h-4M20 15a8 8 0 01-14 3l-2-2M4 20v-4h4',
  camera: 'M4 8h3.5L9 5.5h6L16.5 8H20v11H4zM12 16.5a3.2 3.2 0 100-6.4 3.2 3.2 0 000 6.4z',
  picture: 'M4 5h16v14H4zM4 16l5-5 4 4 3-3 4 4M9 9.2a.6.6 0 100-1.2.6.6 0 000 1.2z',
  list: 'M8 6h12M8 12h12M8 18h12M4 6h.01M4 12h.01M4 18h.01',
  walk: 'M13 5.2a.8.8 0 100-1.6.8.8 0 000 1.6zM9 21l2-5-1.5-2.5L11 8l3 2 2.5 1M11 16l3 5M7 12l1-3 3-1',
  send: 'M4 12l16-8-6 16-3-7z',
  person: 'M12 11a3.5 3.5 0 100-7 3.5 3.5 0 000 7zM5 20c.6-3.8 3.4-6 7-6s6.4 2.2 7 6',
  place: 'M12 21s6.5-6 6.5-11A6.5 6.5 0 005.5 10c0 5 6.5 11 6.5 11zM12 12.2a2.2 2.2 0 100-4.4 2.2 2.2 0 000 4.4z',
  search: 'M11 17.5a6.5 6.5 0 100-13 6.5 6.5 0 000 13zM16 16l4.5 4.5',
  bell: 'M6 17V11a6 6 0 0112 0v6l1.5 2h-15zM10 21h4',
  help: 'M12 21a9 9 0 100-18 9 9 0 000 18zM9.5 9.5a2.5 2.5 0 115 0c0 1.7-2.5 2-2.5 4M12 17h.01',
  warning: 'M12 4l9 16H3zM12 10v4.5M12 17.5h.01',
  refresh: 'M20 11a8 8 0 10-2.3 6.2M20 5v6h-6',
  clock: 'M12 21a9 9 0 100-18 9 9 0 000 18zM12 7v5l3.5 2',
  trash: 'M5 7h14M10 7V4.5h4V7M7 7l1 13h8l1-13',
  edit: 'M4 20l1-4L16 5l3 3L8 19z',
  map: 'M9 5L4 7v12l5-2 6 2 5-2V5l-5 2zM9 5v12M15 7v12',
  settings: 'M5 7h8M17 7h2M5 12h2M11 12h8M5 17h6M15 17h4M15 9V5M9 14v-4M13 19v-4',
  cloudOff: 'M4 4l16 16M8 18h8M6.5 9A4.5 4.5 0 008 18M10 6.5A5.5 5.5 0 0117.5 11 3.8 3.8 0 0119 17',
} as const

export type IconName = keyof typeof paths
