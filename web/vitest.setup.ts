// Gives the tests an IndexedDB, which the simulated browser lacks.

import 'fake-indexeddb/auto'
