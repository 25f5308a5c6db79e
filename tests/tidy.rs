//! The repository's rules: what a reviewer would otherwise have to say each time.
#![expect(clippy::unwrap_used, reason = "a test may fail by panicking")]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// The core's modules: each uses only those before it. `number`, `regex` and `sort` are helpers of all.
const ORDER: [&str; 17] = [
    "error", "number", "regex", "sort", "time", "query", "answer", "columns", "plan", "eval", "chart", "export",
    "insight", "share", "platform", "journal", "serve",
];
const LONGEST_FILE: usize = 400;

fn root() -> &'static Path {
    Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/.."))
}

/// Returns the files that git tracks or would track, with their text; those that are not text are left out.
fn files() -> Vec<(String, String)> {
    let arguments = ["ls-files", "--cached", "--others", "--exclude-standard"];
    let output = Command::new("git").current_dir(root()).args(arguments).output().unwrap();
    let names = String::from_utf8(output.stdout).unwrap();
    let read = |name: &str| Some((name.to_owned(), fs::read_to_string(root().join(name)).ok()?));
    let files: Vec<_> = names.lines().filter_map(read).collect();
    assert!(files.len() > 50, "git names too few files: {}", files.len());
    files
}

fn has_extension(name: &str, extensions: &[&str]) -> bool {
    Path::new(name).extension().is_some_and(|own| extensions.iter().any(|extension| own == *extension))
}

/// Returns the Rust files of the core, with the module that each belongs to.
fn core_files() -> Vec<(String, String, String)> {
    let source = Path::new("crates/core/src");
    let module = |name: &str| -> Option<String> {
        let inside = Path::new(name).strip_prefix(source).ok()?;
        let first = PathBuf::from(inside.components().next()?.as_os_str());
        Some(first.file_stem()?.to_string_lossy().into_owned())
    };
    let rust = files().into_iter().filter(|(name, _)| has_extension(name, &["rs"]));
    rust.filter_map(|(name, text)| module(&name).map(|module| (module, name, text))).collect()
}

/// Returns the modules of the core that `text` names after `crate::`.
fn used_modules(text: &str) -> impl Iterator<Item = &str> {
    let code = text.lines().filter(|line| !line.trim_start().starts_with("//"));
    code.flat_map(|line| line.split("crate::").skip(1)).flat_map(|rest| {
        let listed = rest.strip_prefix('{').map(|list| list.split('}').next().unwrap_or(list));
        let names: Vec<&str> = listed.map_or_else(|| vec![rest], |list| list.split(',').collect());
        names.into_iter().filter_map(|name| {
            let name = name.trim();
            let end = name.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(name.len());
            Some(&name[..end]).filter(|name| !name.is_empty())
        })
    })
}

#[test]
fn the_core_uses_modules_in_their_order_only() {
    let rank = |module: &str| ORDER.iter().position(|known| *known == module);
    let mut wrong = Vec::new();
    for (module, name, text) in core_files() {
        if module == "lib" {
            continue;
        }
        if rank(&module).is_none() {
            wrong.push(format!("{name}: the module {module} has no place in the order"));
        }
        let own = rank(&module).map_or(-1, usize::cast_signed);
        for used in used_modules(&text).filter_map(|used| Some((used, rank(used)?))) {
            if used.1.cast_signed() > own {
                wrong.push(format!("{name}: `{module}` must not use `{}`", used.0));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn the_core_knows_neither_clock_nor_randomness_nor_platform() {
    let forbidden = [
        "cfg(target",
        "cfg(feature",
        "SystemTime",
        "Instant::now",
        "std::fs",
        "std::net",
        "std::env",
        "std::process",
        "std::thread",
        "unsafe ",
        "thread_rng",
        "getrandom",
        "wasm_bindgen",
        "js_sys",
    ];
    let mut wrong = Vec::new();
    for (_, name, text) in core_files() {
        let code = text.lines().filter(|line| !line.trim_start().starts_with("//"));
        for (line, found) in
            code.flat_map(|line| forbidden.iter().filter(|word| line.contains(**word)).map(move |word| (line, word)))
        {
            wrong.push(format!("{name}: `{found}` in `{}`", line.trim()));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn the_core_depends_on_nothing_that_reaches_outside() {
    let manifest = fs::read_to_string(root().join("crates/core/Cargo.toml")).unwrap();
    let dependencies = manifest.split("[dependencies]").nth(1).unwrap().split("\n[").next().unwrap();
    let outside =
        ["worker", "wasm-bindgen", "js-sys", "web-sys", "ureq", "tokio", "getrandom", "rand", "rusqlite", "regex"];
    let named = dependencies.lines().filter_map(|line| line.split(['.', ' ', '=']).next());
    let wrong: Vec<_> = named.filter(|name| outside.contains(name)).collect();
    assert!(wrong.is_empty(), "the core must not depend on {wrong:?}");
}

#[test]
fn the_core_sorts_what_is_not_hot_with_its_own_sort() {
    // What these sort they sort for each event, or it is plain numbers.
    let hot = ["sort.rs", "columns", "eval/"].map(|name| format!("crates/core/src/{name}"));
    let mut wrong = Vec::new();
    for (_, name, text) in core_files() {
        let code = text.split("#[cfg(test)]").next().unwrap_or_default();
        let sorts = [".sort_by", ".sort()", ".sort_unstable"].iter().any(|word| code.contains(word));
        if sorts && !hot.iter().any(|hot| name.starts_with(hot)) {
            wrong.push(name);
        }
    }
    assert!(wrong.is_empty(), "use `crate::sort`, which is compiled once: {wrong:?}");
}

#[test]
fn files_stay_short() {
    let code = files()
        .into_iter()
        .filter(|(name, _)| has_extension(name, &["rs", "js", "mjs", "css"]) && !name.starts_with("tests/cases/"));
    let lengths = code.map(|(name, text)| (name, text.lines().count()));
    let wrong: Vec<_> = lengths.filter(|(_, length)| *length > LONGEST_FILE).collect();
    assert!(wrong.is_empty(), "longer than {LONGEST_FILE} lines: {wrong:?}");
}

#[test]
fn rust_files_open_with_what_they_are() {
    let opens_well =
        |text: &str| text.lines().find(|line| !line.starts_with("#!")).is_some_and(|line| line.starts_with("//!"));
    let rust = files().into_iter().filter(|(name, _)| has_extension(name, &["rs"]));
    let wrong: Vec<_> = rust.filter(|(_, text)| !opens_well(text)).map(|(name, _)| name).collect();
    assert!(wrong.is_empty(), "no `//!` at the top: {wrong:?}");
}

#[test]
fn nothing_is_left_to_do() {
    let words = [concat!("TO", "DO"), concat!("FIX", "ME")];
    let own = files().into_iter().filter(|(name, _)| !has_extension(name, &["lock", "json"]));
    let wrong: Vec<_> =
        own.filter(|(_, text)| words.iter().any(|word| text.contains(word))).map(|(name, _)| name).collect();
    assert!(wrong.is_empty(), "unfinished: {wrong:?}");
}

#[test]
fn no_deployed_configuration_turns_test_hooks_on() {
    let is_configuration = |name: &str| name.contains("wrangler") || name.contains(".vars");
    let configurations: Vec<_> = files().into_iter().filter(|(name, _)| is_configuration(name)).collect();
    assert!(!configurations.is_empty(), "wrangler.toml is not where it was");
    // Nor does one let keys ask as often as they like.
    let turns_on = |text: &str| ["ORIEL_TEST", "ORIEL_UNLIMITED"].iter().any(|name| text.contains(name));
    let wrong: Vec<_> = configurations.iter().filter(|(_, text)| turns_on(text)).map(|(name, _)| name).collect();
    assert!(wrong.is_empty(), "test hooks in {wrong:?}");
}
