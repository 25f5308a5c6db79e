//! Every chart is drawn as the picture of it that we looked at. `UPDATE=1` draws the pictures anew.

#![expect(clippy::unwrap_used, reason = "tests fail by panicking")]

use std::collections::BTreeSet;
use std::env;
use std::fs;

use serde_json::json;
use tests::pictures::{Picture, folder, normalised};

#[test]
fn charts_are_drawn_as_their_pictures() {
    let update = env::var_os("UPDATE").is_some();
    let mut changed = Vec::new();
    for picture in Picture::all().unwrap() {
        let (drawing, _) = picture.draw(&json!({})).unwrap();
        let drawing = normalised(&drawing);
        if fs::read_to_string(picture.file()).is_ok_and(|kept| kept == drawing) {
            continue;
        }
        if update {
            fs::write(picture.file(), drawing).unwrap();
        } else {
            let folder = env!("CARGO_TARGET_TMPDIR");
            fs::write(format!("{folder}/{}.svg", picture.name), drawing).unwrap();
            changed.push(format!("{folder}/{}.svg", picture.name));
        }
    }
    assert!(changed.is_empty(), "changed; look at them, then set UPDATE=1: {changed:#?}");
}

#[test]
fn every_picture_has_a_case() {
    let names = |extension: &str| -> BTreeSet<String> {
        let paths = fs::read_dir(folder()).unwrap().map(|entry| entry.unwrap().path());
        let paths = paths.filter(|path| path.extension().is_some_and(|own| own == extension));
        paths.map(|path| path.file_stem().unwrap().to_string_lossy().into_owned()).collect()
    };
    let cases = names("json");
    assert!(cases.len() > 30);
    assert_eq!(names("svg"), cases);
}

#[test]
fn every_chart_is_named_described_and_told_as_a_table_at_every_size() {
    for picture in Picture::all().unwrap() {
        for (width, height) in [(120, 120), (340, 300), (960, 480), (4096, 200)] {
            let (svg, table) = picture.draw(&json!({"width": width, "height": height})).unwrap();
            let name = &picture.name;
            assert!(svg.contains("<title") && svg.contains("<desc"), "{name} has no title or description");
            assert!(table.contains("<table") || table.contains("<p>"), "{name} has no table");
            for wrong in ["NaN", "inf", "=\"-0\"", "$$_posthog"] {
                assert!(!svg.contains(wrong) && !table.contains(wrong), "{name} says {wrong}");
            }
            assert_eq!(svg.matches("<g").count(), svg.matches("</g>").count(), "{name} leaves a group open");
        }
    }
}
