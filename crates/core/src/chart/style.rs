//! The style sheet inside a drawing: classes over custom properties that a page may set.

use std::fmt::Write;

use super::options::Theme;
use super::palette::{DARK, LIGHT};

/// Rules that hold in every theme. Properties with the prefix `--oriel-` may be set by the page around it.
const RULES: &str = ".oriel{font-family:var(--oriel-font,system-ui,-apple-system,'Segoe UI',Roboto,'DejaVu Sans',sans-serif);font-size:12px;font-variant-numeric:tabular-nums}\
.oriel .paper{fill:var(--oriel-paper,var(--paper))}\
.oriel text{fill:var(--oriel-ink,var(--ink));pointer-events:none}.oriel [data-toggle] text{pointer-events:auto}\
.oriel .quiet{fill:var(--oriel-quiet,var(--quiet))}\
.oriel .strong{font-weight:600}\
.oriel .inverse{fill:var(--oriel-paper,var(--paper))}\
.oriel .mid{text-anchor:middle}.oriel .end{text-anchor:end}\
.oriel .halo{paint-order:stroke;stroke:var(--oriel-paper,var(--paper));stroke-width:4px;stroke-linejoin:round}\
.oriel .grid,.oriel .base{stroke:var(--oriel-grid,var(--grid));shape-rendering:crispEdges}\
.oriel .base{stroke:var(--oriel-axis,var(--axis))}\
.oriel .line{fill:none;stroke:var(--c);stroke-width:2;stroke-linejoin:round;stroke-linecap:round}\
.oriel .open{stroke-dasharray:2 5}\
.oriel .previous{opacity:.55}.oriel .previous .line{stroke-width:1.5;stroke-dasharray:5 4}\
.oriel .trend{fill:none;stroke:var(--c);stroke-width:1.5;stroke-dasharray:1 5;stroke-linecap:round}\
.oriel .average{stroke-dasharray:8 4;stroke-width:1.5}\
.oriel .area{fill:var(--c);opacity:.1}.oriel .layer{fill:var(--c);opacity:.55}\
.oriel .mark{fill:var(--c)}.oriel .faint{fill-opacity:.3}\
.oriel .hollow{fill:var(--c);fill-opacity:.3;stroke:var(--c);stroke-dasharray:3 2}\
.oriel .ring{fill:none;stroke:var(--c)}\
.oriel .box{fill:var(--c);fill-opacity:.25;stroke:var(--c);stroke-width:1.5}.oriel .median{stroke:var(--c)}\
.oriel .mean{fill:var(--oriel-paper,var(--paper));stroke:var(--c);stroke-width:1.5}\
.oriel .goal{stroke:var(--oriel-ink,var(--ink));stroke-width:1.5;stroke-dasharray:6 4}\
.oriel .track,.oriel .bar{fill:var(--oriel-grid,var(--grid));opacity:.5}.oriel .bar{fill:var(--oriel-axis,var(--axis))}\
.oriel .flow{fill:var(--c);opacity:.22}.oriel .flow:hover,.oriel .flow.on{opacity:.5}\
.oriel .hits rect{fill:transparent}.oriel .hits rect:hover,.oriel .hits .on{fill:var(--oriel-ink,var(--ink));fill-opacity:.06}";

/// The custom properties of light paper.
const LIGHT_PAPER: &str = "--paper:#fff;--ink:#1b2330;--quiet:#5b6675;--grid:#e6e9ee;--axis:#9aa4b1;";

/// The custom properties of dark paper.
const DARK_PAPER: &str = "--paper:#14171f;--ink:#e8ecf2;--quiet:#a3adba;--grid:#2a303b;--axis:#5d6877;";

/// Returns the class of a drawing in a theme. Style sheets hold for the whole page that a drawing is put into: the class
/// keeps the colours of one theme from drawings in another.
pub fn class(theme: Theme) -> &'static str {
    match theme {
        Theme::Auto => "oriel-auto",
        Theme::Light => "oriel-light",
        Theme::Dark => "oriel-dark",
    }
}

/// Returns the style sheet of a theme.
pub fn sheet(theme: Theme) -> String {
    let mut sheet = String::from(RULES);
    let class = class(theme);
    match theme {
        Theme::Light => push_theme(&mut sheet, class, LIGHT_PAPER, &LIGHT),
        Theme::Dark => push_theme(&mut sheet, class, DARK_PAPER, &DARK),
        Theme::Auto => {
            push_theme(&mut sheet, class, LIGHT_PAPER, &LIGHT);
            sheet.push_str("@media(prefers-color-scheme:dark){");
            push_theme(&mut sheet, class, DARK_PAPER, &DARK);
            sheet.push('}');
        }
    }
    sheet
}

fn push_theme(sheet: &mut String, class: &str, paper: &str, colours: &[&str]) {
    // Writing to a string cannot fail.
    let _ = write!(sheet, ".{class}{{{paper}}}");
    for (index, colour) in colours.iter().enumerate() {
        let _ = write!(sheet, ".{class} .c{index}{{--c:var(--oriel-series-{},{colour})}}", index + 1);
    }
}
