//! A map of tiles: a square for each country, near where the country is, the stronger the greater its figure.
//!
//! Shapes of countries would weigh more than all other marks together, and large countries of few people would win
//! over small ones of many; tiles are small, equal, and each one can be named.

use super::shade::shaded;
use crate::chart::figure::{Rank, Ranking};
use crate::chart::frame::{MARGIN, TEXT_SIZE};
use crate::chart::options::Options;
use crate::chart::svg::Svg;
use crate::chart::text;
use crate::sort;

/// The countries (ISO 3166-1) from the north-west to the south-east, two letters and a space each.
const WORLD: [&str; 16] = [
    "                        GL    IS       NO SE FI             RU",
    "   CA                         IE GB    DK    EE LV",
    "   US                               NL DE PL LT BY          KZ       MN",
    "   MX                            BE LU CZ SK UA MD    GE    UZ KG    CN    KP    JP",
    "   GT BZ    CU BS    BM          FR CH AT HU RO BG TR AM AZ TM TJ          KR",
    "   SV HN KY JM HT DO PR    PT ES AD IT SI HR RS MK CY SY IQ IR AF PK NP BT    TW",
    "      NI          GP MQ       GI MT SM BA ME AL GR LB JO KW BH    IN BD MM LA HK",
    "      CR PA          TT BB                         IL PS SA QA AE LK    TH KH VN MO",
    "            CO VE GY SR GF    EH MA DZ TN LY EG          YE OM    MV    MY SG BN PH",
    "            EC    BR    CV    MR ML NE TD SD ER DJ                         ID TL PG",
    "            PE BO PY       SN GM BF TG BJ NG CF ET SO                      AU SB WS",
    "            CL AR UY       GW GN CI GH GQ CM SS UG KE                      NC VU FJ",
    "               FK             SL LR ST GA CG CD RW BI                         NZ TO",
    "                                          AO ZM MW TZ    SC                      PF",
    "                                          NA BW ZW MZ KM MU",
    "                                          ZA LS SZ    MG RE",
];

/// How many tiles a row has.
const COLUMNS: usize = 28;

/// How many levels of shades there are.
const LEVELS: u8 = 6;

/// The room below for the scale and for what has no tile.
const FOOT: f64 = 24.0;

/// The narrowest tiles that have the letters, and the figures, of their countries.
const LETTERED: f64 = 15.0;
const FIGURED: f64 = 30.0;

/// Draws the tiles, and below them the scale and the sum of what has no tile.
pub fn draw(svg: &mut Svg, ranking: &Ranking, options: &Options) {
    let (width, height) = options.size();
    let tile = ((width - 2.0 * MARGIN) / COLUMNS as f64).min((height - 2.0 * MARGIN - FOOT) / WORLD.len() as f64);
    let left = (width - tile * COLUMNS as f64) / 2.0;
    let top = ((height - FOOT - tile * WORLD.len() as f64) / 2.0).max(MARGIN);
    let highest = ranking.rows.iter().map(|rank| rank.value).fold(0.0, f64::max);
    svg.group("c0", |svg| {
        for (row, countries) in WORLD.iter().enumerate() {
            for column in 0..countries.len().div_ceil(3) {
                let Some(code) = countries.get(3 * column..3 * column + 2).filter(|code| !code.starts_with(' ')) else {
                    continue;
                };
                let corner = (left + column as f64 * tile, top + row as f64 * tile);
                draw_tile(svg, code, ranking, highest, corner, tile);
            }
        }
    });
    if tile < LETTERED {
        draw_greatest(svg, ranking, width, height - MARGIN - FOOT);
    }
    draw_foot(svg, ranking, highest, (left, width - left), height - MARGIN);
}

fn draw_tile(svg: &mut Svg, code: &str, ranking: &Ranking, highest: f64, corner: (f64, f64), tile: f64) {
    let (x, y) = corner;
    let (middle, size) = (x + tile / 2.0 - 0.5, tile - 1.0);
    let Some(rank) = ranking.rows.iter().find(|rank| rank.name == code) else {
        svg.with("rx", "2").rect("track", x, y, size, size);
        return;
    };
    let level = level(rank, highest);
    svg.telling(code, &ranking.format.full(rank.value)).with("data-country", code);
    stepped(svg, level).with("rx", "2").rect("mark", x, y, size, size);
    let class = if level == LEVELS { "mid inverse" } else { "mid" };
    let figure = ranking.format.short(rank.value);
    let is_figured = tile >= FIGURED && text::width(&figure, 9.0) < tile;
    if tile >= LETTERED {
        let base = y + tile / 2.0 + if is_figured { -1.0 } else { tile * 0.17 };
        svg.with_length("font-size", (tile * 0.5).min(12.0)).text(class, middle, base, code);
    }
    if is_figured {
        svg.with("font-size", "9").text(class, middle, y + tile / 2.0 + 10.0, &figure);
    }
}

/// Returns the level of a figure, from 1: of its root, so that small countries are seen beside large ones.
fn level(rank: &Rank, highest: f64) -> u8 {
    let share = if highest > 0.0 { (rank.value.max(0.0) / highest).sqrt() } else { 0.0 };
    (share * f64::from(LEVELS)).ceil().clamp(1.0, f64::from(LEVELS)) as u8
}

/// Gives the element that comes next the shade of a level; the last one is the full colour, on which text is inverse.
fn stepped(svg: &mut Svg, level: u8) -> &mut Svg {
    if level == LEVELS { svg } else { shaded(svg, f64::from(level) / f64::from(LEVELS - 1)) }
}

/// Draws the greatest figures with their countries in a line, where the tiles are too small for letters.
fn draw_greatest(svg: &mut Svg, ranking: &Ranking, width: f64, y: f64) {
    let mut ranks: Vec<&Rank> = ranking.rows.iter().collect();
    sort::sort_by(&mut ranks, |one, other| other.value.total_cmp(&one.value));
    let mut words = String::new();
    for rank in ranks {
        let more =
            [if words.is_empty() { "" } else { " · " }, &rank.name, " ", &ranking.format.short(rank.value)].concat();
        if text::width(&words, TEXT_SIZE) + text::width(&more, TEXT_SIZE) > width - 2.0 * MARGIN {
            break;
        }
        words.push_str(&more);
    }
    svg.text("mid", width / 2.0, y, &words);
}

fn draw_foot(svg: &mut Svg, ranking: &Ranking, highest: f64, (left, right): (f64, f64), y: f64) {
    let has_tile = |name: &str| WORLD.iter().any(|row| row.split(' ').any(|code| code == name));
    let others: Vec<&Rank> = ranking.rows.iter().filter(|rank| !has_tile(&rank.name)).collect();
    svg.aside(|svg| {
        svg.text("quiet", left, y, "0");
        svg.group("c0", |svg| {
            for level in 1..=LEVELS {
                stepped(svg, level).rect("mark", left + f64::from(level) * 18.0 - 4.0, y - 10.0, 18.0, 12.0);
            }
        });
        svg.text("quiet", left + 128.0, y, &ranking.format.short(highest));
    });
    if let Some(first) = others.first() {
        let sum = ranking.format.full(others.iter().map(|rank| rank.value).sum());
        let name = if others.len() == 1 { first.name.clone() } else { format!("{} others", others.len()) };
        let words = text::cut(&[&name, ": ", &sum].concat(), TEXT_SIZE, right - left - 180.0);
        svg.text("quiet end", right, y, &words);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_country_has_one_tile_on_the_map() {
        let mut codes: Vec<&str> = WORLD.iter().flat_map(|row| row.split_whitespace()).collect();
        assert!(codes.iter().all(|code| code.len() == 2));
        assert!(WORLD.iter().all(|row| row.len() <= 3 * COLUMNS));
        let count = codes.len();
        codes.sort_unstable();
        codes.dedup();
        assert_eq!(codes.len(), count);
        assert!(count > 190);
    }
}
