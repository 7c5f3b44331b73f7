//! The fixture city as readers of files know it: its units, zones and categories.

use std::sync::{Arc, LazyLock};

use city::City;
use domain::time::Micros;
use harness::TestCity;

/// 2026-03-02T09:00:00+08:00
pub const NOW: Micros = Micros(1_772_413_200_000_000);

/// Made once. The rest of the city goes when it has been read.
pub static CITY: LazyLock<Arc<City>> = LazyLock::new(|| {
    let made = std::thread::spawn(|| {
        let runtime = tokio::runtime::Runtime::new().expect("a runtime");
        runtime.block_on(async {
            let city = TestCity::at("2026-03-02T09:00+08:00").await;
            let shared = city.app.clone();
            let read = move |conn: &mut store::Conn| shared.city.current(conn);
            city.app.db.read(read).await.expect("the city's set-up")
        })
    });
    made.join().expect("the fixture city")
});
