//! `.png` of shared views: what it shows, when it is painted, and what stands for it while nothing can be.

#![expect(clippy::unwrap_used, reason = "a test may fail")]

use std::collections::BTreeMap;

use serde_json::json;
use tests::pictures::Picture;
use tests::platform::Part;
use tests::serving::ORIGIN;
use tests::shared_insight::{Stage, header, json_of};

/// A decoded picture: its size, the colour of its corner, and how often each colour is in it.
struct Decoded {
    size: (u32, u32),
    paper: [u8; 3],
    colours: BTreeMap<[u8; 3], usize>,
}

impl Decoded {
    fn of(png: &[u8]) -> Self {
        let mut reader = png::Decoder::new(std::io::Cursor::new(png)).read_info().unwrap();
        let mut pixels = vec![0; reader.output_buffer_size().unwrap()];
        let info = reader.next_frame(&mut pixels).unwrap();
        assert_eq!(info.color_type, png::ColorType::Rgba);
        let mut colours = BTreeMap::new();
        for pixel in pixels.chunks_exact(4) {
            assert_eq!(pixel[3], 255, "a picture is not transparent");
            *colours.entry([pixel[0], pixel[1], pixel[2]]).or_default() += 1;
        }
        Self { size: (info.width, info.height), paper: [pixels[0], pixels[1], pixels[2]], colours }
    }

    fn has(&self, colour: [u8; 3]) -> bool {
        self.colours.get(&colour).is_some_and(|count| *count > 20)
    }
}

const LIGHT_PAPER: [u8; 3] = [0xff, 0xff, 0xff];
const DARK_PAPER: [u8; 3] = [0x14, 0x17, 0x1f];

#[test]
fn the_preview_is_a_chart_on_light_paper() {
    let stage = Stage::new();
    let response = stage.get(".png", &[]);
    assert_eq!((response.status, header(&response, "content-type")), (200, "image/png"));
    let picture = Decoded::of(&response.body);
    assert_eq!((picture.size, picture.paper), ((1200, 630), LIGHT_PAPER));
    // The first series, and the ink of the title.
    assert!(picture.has([0x0a, 0x6e, 0xbd]) && picture.has([0x1b, 0x23, 0x30]));
}

#[test]
fn a_picture_has_the_size_and_the_theme_that_are_asked_for() {
    let stage = Stage::new();
    let dark = Decoded::of(&stage.get(".png?width=641&height=321&theme=dark", &[]).body);
    assert_eq!((dark.size, dark.paper), ((641, 321), DARK_PAPER));
    assert!(dark.has([0x5d, 0xb3, 0xf0]));
    let largest = stage.get(".png?width=2400&height=2400", &[]);
    assert_eq!(Decoded::of(&largest.body).size, (2400, 2400));
    stage.share(&json!({"settings": {"theme": "dark"}}));
    assert_eq!(Decoded::of(&stage.get(".png", &[]).body).paper, DARK_PAPER);
}

#[test]
fn what_cannot_be_painted_is_refused_by_name() {
    let stage = Stage::new();
    for (asked, attribute) in
        [("width=9999", "width"), ("height=0", "height"), ("width=wide", "width"), ("theme=blue", "theme")]
    {
        let response = stage.get(&format!(".png?{asked}"), &[]);
        assert_eq!((response.status, &json_of(&response)["attr"]), (400, &json!(attribute)), "{asked}");
    }
}

#[test]
fn the_same_picture_is_painted_once() {
    let stage = Stage::new();
    let first = stage.get(".png", &[]);
    let second = stage.get(".png", &[]);
    let painted = || stage.serving.platform.painted.get();
    assert!(first.body == second.body && painted() == 1);
    stage.get(".png?theme=dark", &[]);
    stage.get(".png?width=640", &[]);
    assert_eq!(painted(), 3);
    let again = stage.get(".png", &[("if-none-match", header(&first, "etag"))]);
    assert_eq!((again.status, again.body.len(), painted()), (304, 0, 3));
}

#[test]
fn while_nothing_can_be_painted_there_is_a_placeholder_that_nobody_keeps() {
    let stage = Stage::new();
    stage.serving.platform.failing.set(Some(Part::Painter));
    let response = stage.get(".png", &[]);
    assert_eq!((response.status, header(&response, "location")), (302, &*format!("{ORIGIN}/preview.png")));
    assert_eq!(header(&response, "cache-control"), "no-store");
    stage.serving.platform.failing.set(None);
    assert_eq!(stage.get(".png", &[]).status, 200);
}

#[test]
fn a_picture_opens_as_its_page_does() {
    let stage = Stage::new();
    assert_eq!(stage.get(".png", &[]).status, 200);
    stage.share(&json!({"password_required": true}));
    let locked = stage.get(".png", &[]);
    assert_ne!(header(&locked, "content-type"), "image/png");
    stage.share(&json!({"enabled": false}));
    assert_eq!(stage.get(".png", &[]).status, 404);
}

#[test]
fn pages_and_programs_that_unfold_links_find_the_preview() {
    let stage = Stage::new();
    let address = format!("{ORIGIN}/shared/{}.png", stage.token);
    let page = String::from_utf8(stage.get("", &[]).body).unwrap();
    assert!(page.contains(&format!(r#"<meta property="og:image" content="{address}">"#)), "{page}");
    let query =
        form_urlencoded::byte_serialize(format!("{ORIGIN}/shared/{}", stage.token).as_bytes()).collect::<String>();
    let oembed = json_of(&stage.visit(&format!("/oembed?url={query}"), &[]));
    assert_eq!(oembed["thumbnail_url"], json!(address));
    assert_eq!((&oembed["thumbnail_width"], &oembed["thumbnail_height"]), (&json!(1200), &json!(630)));
}

/// A class of a series inside another one's would have two colours: the painter knows only the one around.
#[test]
fn every_chart_is_painted_in_its_own_colours() {
    for picture in Picture::all().unwrap() {
        let name = &picture.name;
        for (theme, paper) in [("light", LIGHT_PAPER), ("dark", DARK_PAPER)] {
            let (drawing, _) = picture.draw(&json!({"width": 400, "height": 240, "theme": theme})).unwrap();
            let painted = Decoded::of(&oriel_painter::paint(&drawing, 400, 240).unwrap());
            assert!(painted.colours.len() > 8, "{name} is blank");
            assert_eq!(painted.paper, paper, "{name}");
        }
    }
}

#[test]
fn a_visitor_has_thirty_pictures_painted_a_minute() {
    let stage = Stage::new();
    let ask =
        |width: usize| stage.get(&format!(".png?width={width}&height=120"), &[("x-oriel-throttling", "on")]).status;
    assert!((120..150).all(|width| ask(width) == 200));
    assert_eq!(ask(150), 302);
    // What was painted before is there.
    assert_eq!(ask(120), 200);
}
