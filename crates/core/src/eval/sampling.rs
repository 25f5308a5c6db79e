//! Sampling: the share of distinct ids that is read (spec/trends 6.8).

use std::ops::Range;

use twox_hash::XxHash3_64;

use super::frame::Frame;
use super::mask::Mask;

impl Frame<'_> {
    /// Returns the rows of a sample: those of the share of distinct ids whose hash is lowest.
    ///
    /// An id is in or out for good, on every target, so that what an actor does stays together and a smaller sample
    /// is part of a larger one.
    pub fn sample_mask(&self, factor: Option<f64>, rows: &Range<usize>) -> Mask<'static> {
        let Some(factor) = factor else { return Mask::All };
        let ids = self.dataset.events().distinct_ids();
        let chosen = |id: &str| u8::from(position(id) < factor);
        let table: Vec<u8> = ids.dictionary().values().map(|id| id.text().map_or(0, chosen)).collect();
        Mask::of_codes(ids.codes(), rows.clone(), &table)
    }
}

/// Returns where an id lies from 0 up to, and not including, 1.
fn position(id: &str) -> f64 {
    // The 53 bits that a number holds exactly.
    (XxHash3_64::oneshot(id.as_bytes()) >> 11) as f64 / (1_u64 << 53) as f64
}

#[cfg(test)]
mod tests {
    use super::position;

    #[test]
    fn ids_are_spread_evenly() {
        let below_half = (0..1000).filter(|number| position(&format!("person-{number}")) < 0.5).count();
        assert!((430..570).contains(&below_half), "{below_half}");
    }

    #[test]
    fn an_id_lies_where_it_always_lay() {
        assert_eq!(position("ada"), position("ada"));
        assert!((0.0..1.0).contains(&position("")));
    }
}
