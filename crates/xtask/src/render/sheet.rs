//! The contact sheet: every picture on light and on dark paper, at the width of a desk and of a phone.

use std::fs;
use std::io;
use std::path::Path;

use serde_json::json;
use tests::pictures::Picture;

/// Drawings as wide as half a desk's screen, and as wide as a phone; a page shows those that fit its own width.
const SIZES: [(&str, u32, u32); 2] = [("wide", 620, 340), ("narrow", 366, 320)];

const THEMES: [&str; 2] = ["light", "dark"];

const STYLE: &str = "body{margin:0;font:14px system-ui,sans-serif;background:#777}\
h2{font-size:14px;margin:0;padding:12px 8px 4px;color:#fff}section{padding:0 4px}\
section>div{display:grid;grid-template-columns:repeat(auto-fill,minmax(366px,1fr));gap:4px}\
img{display:block;max-width:100%}.narrow{display:none}\
@media(min-width:900px){section>div{grid-template-columns:1fr 1fr}}\
@media(max-width:899px){.wide{display:none}.narrow{display:block}}";

/// Writes the page with all pictures into a file.
pub(super) fn write(file: &Path) -> io::Result<()> {
    let mut page = format!(
        "<!doctype html><meta charset=utf-8><meta name=viewport content='width=device-width'><title>Charts</title><style>{STYLE}</style>"
    );
    for picture in Picture::all()? {
        page.push_str(&format!("<section><h2>{}</h2><div>", picture.name));
        for theme in THEMES {
            page.push_str("<div>");
            for (class, width, height) in SIZES {
                let options = json!({"width": width, "height": height, "theme": theme});
                // Each drawing styles itself, and no other: as images they cannot mix.
                let (svg, _) = picture.draw(&options)?;
                page.push_str(&format!("<img class={class} alt='' src='data:image/svg+xml,{}'>", escaped(&svg)));
            }
            page.push_str("</div>");
        }
        page.push_str("</div></section>\n");
    }
    fs::write(file, page)
}

/// Returns text that may stand in the address of an image, between single quotes.
fn escaped(svg: &str) -> String {
    svg.replace('%', "%25").replace('#', "%23").replace('\'', "%27")
}
