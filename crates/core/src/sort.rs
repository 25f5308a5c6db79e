//! Sorting off the hot path: one sort serves every type of item.
//!
//! The standard library's sorts are compiled anew for each type and each comparison, some kilobytes of wasm each.
//! What is sorted once per answer goes through here; what is sorted per event stays with the standard library.

use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet};

/// Sorts items in the order that `compare` says; equal ones stay in their order.
pub(crate) fn sort_by<T>(items: &mut [T], compare: impl Fn(&T, &T) -> Ordering) {
    let mut places = places(items.len(), &|one, other| compare(&items[one], &items[other]));
    for item in 0..items.len() {
        while places[item] != item {
            let place = places[item];
            items.swap(item, place);
            places.swap(item, place);
        }
    }
}

/// Sorts items by their own order.
pub(crate) fn sort<T: Ord>(items: &mut [T]) {
    sort_by(items, T::cmp);
}

/// Returns the set of items. To collect them would sort them first.
pub(crate) fn set_of<T: Ord>(items: impl IntoIterator<Item = T>) -> BTreeSet<T> {
    let mut set = BTreeSet::new();
    set.extend(items);
    set
}

/// Returns the map of entries, of which the last counts for a key. To collect them would sort them first.
pub(crate) fn map_of<K: Ord, V>(entries: impl IntoIterator<Item = (K, V)>) -> BTreeMap<K, V> {
    let mut map = BTreeMap::new();
    map.extend(entries);
    map
}

/// Returns the place of each item in the order of all.
fn places(len: usize, compare: &dyn Fn(usize, usize) -> Ordering) -> Vec<usize> {
    let mut order: Vec<usize> = (0..len).collect();
    order.sort_by(|one, other| compare(*one, *other));
    let mut places = vec![0; len];
    for (place, item) in order.into_iter().enumerate() {
        places[item] = place;
    }
    places
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn items_come_in_order_and_equal_ones_stay_in_theirs() {
        let mut items: Vec<(u32, usize)> =
            (0..1000).map(|at| ((at as u32).wrapping_mul(2_654_435_761) % 37, at)).collect();
        let mut expected = items.clone();
        expected.sort_by_key(|item| item.0);
        sort_by(&mut items, |one, other| one.0.cmp(&other.0));
        assert_eq!(items, expected);
        sort_by(&mut items, |one, other| other.1.cmp(&one.1));
        sort(&mut items);
        expected.sort_unstable();
        assert_eq!(items, expected);
    }

    #[test]
    fn nothing_sorts_to_nothing() {
        sort::<String>(&mut []);
    }
}
