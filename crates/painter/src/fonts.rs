//! The letters of pictures: Inter in two weights, cut to Latin, Greek and Cyrillic, digits of one width (`fonts/README.md`).

use std::sync::{Arc, LazyLock};

use resvg::usvg::fontdb::Database;

const FACES: [&[u8]; 2] = [include_bytes!("../fonts/Inter-Regular.ttf"), include_bytes!("../fonts/Inter-SemiBold.ttf")];

/// The family that stands for every one that a drawing names.
const FAMILY: &str = "Inter";

static DATABASE: LazyLock<Arc<Database>> = LazyLock::new(|| {
    let mut database = Database::new();
    for face in FACES {
        database.load_font_data(face.to_vec());
    }
    database.set_sans_serif_family(FAMILY);
    Arc::new(database)
});

/// Returns the faces, read once.
pub(crate) fn database() -> Arc<Database> {
    Arc::clone(&DATABASE)
}
