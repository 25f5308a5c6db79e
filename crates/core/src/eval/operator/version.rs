//! Versions such as `1.4.2-beta`, ordered by their numeric parts (spec/trends 5.3).

use std::ops::Bound;

use crate::query::filter::Operator;

/// How many parts count; missing ones are 0.
const PARTS: usize = 4;

/// The numeric parts of a version.
pub(super) type Version = [u64; PARTS];

/// Returns the version that a text holds: numbers between dots, after an optional `v`; a suffix is cut off.
pub(super) fn version_of(text: &str) -> Option<Version> {
    numbers_of(text).map(|(version, _)| version)
}

/// Returns the numbers, and how many of them were given.
fn numbers_of(text: &str) -> Option<(Version, usize)> {
    let text = text.trim();
    let text = text.strip_prefix(['v', 'V']).unwrap_or(text);
    let text = text.split(['-', '+']).next().unwrap_or_default();
    let mut version = [0; PARTS];
    let mut given = 0;
    for part in text.split('.') {
        if given > 0 && matches!(part, "*" | "x" | "X") {
            break;
        }
        let number = part.parse().ok()?;
        if let Some(slot) = version.get_mut(given) {
            *slot = number;
            given += 1;
        }
    }
    Some((version, given))
}

/// Returns the versions that stand in the operator's relation to a text: those between any of some bounds.
pub(super) fn ranges_of(operator: Operator, text: &str) -> Vec<(Bound<Version>, Bound<Version>)> {
    use Bound::{Excluded, Included, Unbounded};
    let Some((version, given)) = numbers_of(text) else { return Vec::new() };
    vec![match operator {
        Operator::SemverNotEqual => return vec![(Unbounded, Excluded(version)), (Excluded(version), Unbounded)],
        Operator::SemverGreaterThan => (Excluded(version), Unbounded),
        Operator::SemverAtLeast => (Included(version), Unbounded),
        Operator::SemverLessThan => (Unbounded, Excluded(version)),
        Operator::SemverAtMost => (Unbounded, Included(version)),
        Operator::SemverTilde => (Included(version), Excluded(after(version, given.min(2)))),
        Operator::SemverCaret => {
            let leading = version.iter().position(|part| *part != 0).map_or(given, |zeros| zeros + 1);
            (Included(version), Excluded(after(version, leading.min(given))))
        }
        Operator::SemverWildcard => (Included(version), Excluded(after(version, given))),
        _ => (Included(version), Included(version)),
    }]
}

/// Returns the first version whose leading parts are greater.
fn after(version: Version, leading: usize) -> Version {
    let mut after = [0; PARTS];
    after[..leading].copy_from_slice(&version[..leading]);
    if let Some(last) = leading.checked_sub(1) {
        after[last] = after[last].saturating_add(1);
    }
    after
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::ops::RangeBounds;

    #[test]
    fn versions_stand_in_the_operators_relation() {
        for (operator, wanted, inside, outside) in [
            (Operator::SemverEqual, "1.2.3", ["1.2.3", "v1.2.3-beta"], ["1.2.4", "1.2.30"]),
            (Operator::SemverNotEqual, "1.2", ["1.2.1", "1.1"], ["1.2.0", "v1.2-beta"]),
            (Operator::SemverGreaterThan, "1.9", ["1.10", "2"], ["1.9.0", "1.8"]),
            (Operator::SemverTilde, "1.2.3", ["1.2.3", "1.2.9"], ["1.3.0", "1.2.2"]),
            (Operator::SemverTilde, "1", ["1.0", "1.9"], ["2.0", "0.9"]),
            (Operator::SemverCaret, "1.2.3", ["1.2.3", "1.9.0"], ["2.0.0", "1.2.2"]),
            (Operator::SemverCaret, "0.2.3", ["0.2.3", "0.2.9"], ["0.3.0", "0.2.2"]),
            (Operator::SemverCaret, "0.0.3", ["0.0.3", "0.0.3+build"], ["0.0.4", "0.0.2"]),
            (Operator::SemverWildcard, "1.2.*", ["1.2.0", "1.2.9"], ["1.3.0", "1.1.9"]),
        ] {
            let ranges = ranges_of(operator, wanted);
            let holds = |text: &str| {
                version_of(text).is_some_and(|version| ranges.iter().any(|range| range.contains(&version)))
            };
            assert!(inside.iter().all(|text| holds(text)), "{wanted} {inside:?}");
            assert!(!outside.iter().any(|text| holds(text)), "{wanted} {outside:?}");
        }
    }

    #[test]
    fn what_is_no_version_has_no_parts() {
        for text in ["", "beta", "1..2", "-1", "*"] {
            assert_eq!(version_of(text), None, "{text}");
        }
    }
}
