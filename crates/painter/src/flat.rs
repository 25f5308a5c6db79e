//! Makes a drawing's style sheet plain CSS 2.1: a rasteriser knows no custom properties and no media.
//!
//! The sheet is that of the core (`chart/style.rs`): properties of the whole drawing are defined on its own class, the colour
//! of a series (`--c`) on `.cN` in it, which is an element or its ancestor, and never one inside another.

/// Returns a drawing with its style sheet made plain; one without a sheet as it is.
pub(crate) fn drawing(svg: &str) -> String {
    let parts = svg.split_once("<style>").and_then(|(before, rest)| Some((before, rest.split_once("</style>")?)));
    let Some((before, (css, after))) = parts else { return svg.to_owned() };
    [before, "<style>", &sheet(css), "</style>", after].concat()
}

/// A rule of a style sheet.
struct Rule<'a> {
    selectors: &'a str,
    declarations: &'a str,
}

/// A custom property and its value, in the order of the sheet: later ones win.
type Properties<'a> = Vec<(&'a str, &'a str)>;

fn sheet(css: &str) -> String {
    let rules = rules(css);
    let of_drawing: Properties =
        rules.iter().filter(|rule| !rule.selectors.contains(' ')).flat_map(properties).collect();
    let series: Vec<(&str, Properties)> = rules.iter().filter_map(series).collect();
    let mut plain = String::new();
    for rule in &rules {
        let own = rule.declarations.split(';').filter(|declaration| !declaration.trim_start().starts_with("--"));
        let declarations = own.collect::<Vec<_>>().join(";");
        // What a pointer changes, no picture shows.
        let selectors = rule.selectors.split(',').filter(|selector| !selector.contains(':'));
        let selectors: Vec<&str> = selectors.collect();
        if selectors.is_empty() || declarations.is_empty() {
            continue;
        }
        if !declarations.contains("var(--c)") {
            push(&mut plain, &selectors.join(","), &resolved(&declarations, &of_drawing));
            continue;
        }
        for (class, properties) in &series {
            let selectors: Vec<String> = selectors.iter().map(|selector| coloured(selector, class)).collect();
            let properties = [of_drawing.as_slice(), properties].concat();
            push(&mut plain, &selectors.join(","), &resolved(&declarations, &properties));
        }
    }
    plain
}

fn push(css: &mut String, selectors: &str, declarations: &str) {
    for part in [selectors, "{", declarations, "}"] {
        css.push_str(part);
    }
}

/// Returns the rules of a sheet, without those that hold for some media only.
fn rules(css: &str) -> Vec<Rule<'_>> {
    let mut rules = Vec::new();
    let mut rest = css;
    while let Some((selectors, body)) = rest.split_once('{') {
        if selectors.trim_start().starts_with('@') {
            rest = after_block(body);
            continue;
        }
        let (declarations, following) = body.split_once('}').unwrap_or((body, ""));
        rules.push(Rule { selectors: selectors.trim(), declarations });
        rest = following;
    }
    rules
}

/// Returns what follows the block whose brace was just opened.
fn after_block(body: &str) -> &str {
    let mut depth = 1;
    let end = body.char_indices().find(|(_, character)| {
        depth += match character {
            '{' => 1,
            '}' => -1,
            _ => 0,
        };
        depth == 0
    });
    end.map_or("", |(index, _)| &body[index + 1..])
}

/// Returns the custom properties that a rule defines.
fn properties<'a>(rule: &Rule<'a>) -> Properties<'a> {
    let defined = rule.declarations.split(';').filter_map(|declaration| declaration.trim().split_once(':'));
    defined.filter(|(name, _)| name.starts_with("--")).collect()
}

/// Returns the class of a series and what is defined on it, if the rule is that of one.
fn series<'a>(rule: &Rule<'a>) -> Option<(&'a str, Properties<'a>)> {
    let class = rule.selectors.rsplit_once(' ')?.1;
    let properties = properties(rule);
    properties.iter().any(|(name, _)| *name == "--c").then_some((class, properties))
}

/// Returns a selector for what is of a series: an element of the class, or inside one.
fn coloured(selector: &str, class: &str) -> String {
    let (around, element) = selector.rsplit_once(' ').unwrap_or(("", selector));
    [around, " ", class, " ", element, ",", around, " ", element, class].concat()
}

/// Returns declarations with every `var(…)` replaced: by what is defined, else by what it names for that case.
fn resolved(declarations: &str, properties: &[(&str, &str)]) -> String {
    let Some((before, rest)) = declarations.split_once("var(") else { return declarations.to_owned() };
    let end = closing(rest);
    let (name, otherwise) = rest[..end].split_once(',').unwrap_or((&rest[..end], ""));
    let defined = properties.iter().rev().find(|(defined, _)| *defined == name.trim()).map(|(_, value)| *value);
    let value = resolved(defined.unwrap_or(otherwise), properties);
    [before, &value, &resolved(rest.get(end + 1..).unwrap_or_default(), properties)].concat()
}

/// Returns where the parenthesis that was just opened closes.
fn closing(text: &str) -> usize {
    let mut depth = 1;
    let end = text.find(|character| {
        depth += match character {
            '(' => 1,
            ')' => -1,
            _ => 0,
        };
        depth == 0
    });
    end.unwrap_or(text.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn properties_are_replaced_by_what_is_defined_or_else_named() {
        let css = ".oriel{font-family:var(--oriel-font,a,b)}.oriel .paper{fill:var(--oriel-paper,var(--paper))}\
                   .oriel-light{--paper:#fff;--ink:#111}@media(x){.oriel-light{--paper:#000}}.oriel .d{fill:red}";
        assert_eq!(sheet(css), ".oriel{font-family:a,b}.oriel .paper{fill:#fff}.oriel .d{fill:red}");
    }

    #[test]
    fn the_colour_of_a_series_is_that_of_the_element_or_of_what_is_around_it() {
        let css = ".oriel .a .line{stroke:var(--c)}.oriel-dark .c0{--c:var(--oriel-series-1,#123)}";
        assert_eq!(sheet(css), ".oriel .a .c0 .line,.oriel .a .line.c0{stroke:#123}");
    }

    #[test]
    fn what_a_pointer_does_is_left_out() {
        assert_eq!(sheet(".oriel .f:hover,.oriel .f.on{opacity:.5}"), ".oriel .f.on{opacity:.5}");
    }

    #[test]
    fn a_torn_sheet_is_no_reason_to_panic() {
        for torn in [".a{fill:var(--b", ".a{", "@media{", ".oriel{--b:var(--", "}", ".a{fill:var()}"] {
            sheet(torn);
        }
        assert_eq!(drawing("<svg/>"), "<svg/>");
    }
}
