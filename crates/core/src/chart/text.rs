//! The width of text, estimated: nothing here can ask a font.

/// Returns about how wide a text is, in the units of its font size, erring to the wide side.
pub fn width(text: &str, font_size: f64) -> f64 {
    text.chars().map(advance).sum::<f64>() * font_size
}

/// Returns the width of the widest of texts.
pub fn widest(texts: &[String], font_size: f64) -> f64 {
    texts.iter().map(|text| width(text, font_size)).fold(0.0, f64::max)
}

/// Returns the text cut to a width, with an ellipsis where something was cut.
pub fn cut(text: &str, font_size: f64, room: f64) -> String {
    if width(text, font_size) <= room {
        return text.to_owned();
    }
    let mut kept = String::new();
    let mut used = advance('…') * font_size;
    for character in text.chars() {
        used += advance(character) * font_size;
        if used > room {
            break;
        }
        kept.push(character);
    }
    kept.push('…');
    kept
}

/// Returns a text in at most so many lines that fit a width; the last one is cut where they are too few.
pub fn lines(text: &str, font_size: f64, room: f64, most: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in text.split_whitespace() {
        let fits = |line: &String| width(line, font_size) + width(" ", font_size) + width(word, font_size) <= room;
        match lines.last_mut() {
            Some(line) if fits(line) => {
                line.push(' ');
                line.push_str(word);
            }
            _ => lines.push(word.to_owned()),
        }
    }
    if lines.len() > most {
        let rest = lines.split_off(most.max(1) - 1).join(" ");
        lines.push(rest);
    }
    lines.iter().map(|line| cut(line, font_size, room)).collect()
}

/// Returns the advance of a character in an average sans-serif face, in ems.
fn advance(character: char) -> f64 {
    match character {
        'i' | 'j' | 'l' | '.' | ',' | ':' | ';' | '\'' | '|' | '!' => 0.32,
        ' ' | 'f' | 'r' | 't' | '(' | ')' | '[' | ']' | '/' | '-' => 0.4,
        'm' | 'w' | 'M' | 'W' | '@' | '%' | '…' => 0.95,
        'A'..='Z' => 0.7,
        _ if u32::from(character) >= 0x1100 => 1.05,
        _ => 0.6,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cut_text_fits_and_says_that_it_was_cut() {
        let text = cut("a rather long label", 12.0, 60.0);
        assert!(text.ends_with('…'));
        assert!(width(&text, 12.0) <= 60.0);
        assert_eq!(cut("short", 12.0, 60.0), "short");
    }
    #[test]
    fn a_long_text_is_broken_and_cut() {
        let broken = lines(&"word ".repeat(100), 12.0, 120.0, 4);
        assert_eq!(broken.len(), 4);
        assert!(broken.iter().all(|line| width(line, 12.0) <= 120.0));
        assert!(broken[3].ends_with('…'));
    }
}
