import type { help as zh } from '../zh/help'

export const help: typeof zh = {
  title: 'Help',
  contents: 'Contents',
  pictures: {
    report: 'Four steps: photo, category, place, send',
    offline: 'Without network everything waits in the outbox and is sent later',
    handle: 'The before-photo lies translucent over the camera to match the view',
    verify: 'Before and after side by side',
    patrol: 'A zone on the map and the way walked',
  },
  topics: {
    report: {
      title: 'Reporting a problem',
      steps: [
        'Tap “Report” in the middle of the tab bar and take a photo. One close up and one from afar is best.',
        'Choose the category.',
        'Check the place and the department it goes to; drag the pin if the place is not right.',
        'Tap “Send”. If the same problem is open near by, say that it is the one instead of reporting it twice.',
      ],
    },
    offline: {
      title: 'Without a network',
      steps: [
        'Take photos, write and send as always. Everything is kept on the phone and waits in the outbox.',
        'It is sent by itself once there is a network; in the outbox you can also try at once.',
        'Originals leave the phone only after the server has acknowledged the report and every photo.',
        'The work list and cases near by can be read offline; the page says how old they are.',
      ],
    },
    handle: {
      title: 'Handling a case',
      steps: [
        'Open the case in the work list and tap “Handle”.',
        'The before-photo lies translucent over the camera: match the view and take the after-photo.',
        'Write a note and submit. Return what is not yours, with a reason; ask for an extension if time is short.',
      ],
    },
    verify: {
      title: 'Verifying a case',
      steps: [
        'Open a handled case and compare the photos and the hints.',
        'Choose “Pass” for what is done and “Fail” for what is not, with a reason and a photo: it goes back to be done again.',
        'Nobody verifies the work of the own department.',
      ],
    },
    patrol: {
      title: 'Visits',
      steps: [
        'Check the zone on the patrol page and tap “Start the visit”.',
        'The red bar at the top means that your way is being recorded. It stops with the visit.',
        'End the visit also when you found nothing: it counts.',
        'After 4 hours the app asks whether you are still on the way and records nothing until you answer.',
      ],
    },
    camera: {
      title: 'The camera does not open',
      steps: [
        'Allow the camera when the browser asks.',
        'Refused before: tap the icon at the left of the address, open the site settings, allow the camera and open the page again.',
        'Added to the home screen: in the phone’s settings, open the app (or the browser), its permissions, and allow the camera.',
        'If it still fails, take the photo with the phone’s own camera and choose it from the gallery.',
        'The address has to begin with https, or browsers give no camera.',
      ],
    },
    place: {
      title: 'The place is not found',
      steps: [
        'Turn on the phone’s location service and allow the browser the precise location.',
        'Refused before: tap the icon at the left of the address, allow the location and open the page again.',
        'Indoors and between high buildings the signal is weak: wait a little in the open.',
        'If it still fails, put the pin on the map yourself; the case says so.',
      ],
    },
    worker: {
      title: 'The app does not open offline',
      steps: [
        'Open it once with a network and wait until the diagnostics say that it works offline.',
        'Do not use a private window: everything is gone when it is closed.',
        'The address has to begin with https. Browsers inside other apps often cannot work offline: use the system’s browser or Chrome and add the app to the home screen.',
        'Do not let the browser delete its data when it is closed.',
      ],
    },
    storage: {
      title: 'The storage is full',
      steps: [
        'Free space on the storage page: only what the server has acknowledged is removed.',
        'With a network, wait until the outbox is empty; originals are removed by themselves.',
        'Remove other apps and files from the phone. Leave the page you are writing on open meanwhile.',
      ],
    },
    people: {
      title: 'Several people on one phone',
      steps: [
        'Sign out when you hand the phone over; the next person signs in with their own account.',
        'Everybody’s data is kept apart, and nobody sees another’s.',
        'What is not sent stays on the phone until you sign in again.',
      ],
    },
  },
  support: 'Still in trouble?',
  supportText: 'Open the diagnostics and copy or share them with support.',
  toDiagnostics: 'Open diagnostics',
}
